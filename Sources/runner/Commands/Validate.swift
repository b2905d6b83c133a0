import ArgumentParser
import CommandParsing
import Diagnostics
import ErrorReporting
import FoundationEssentials
import ManifestDecoding
import ModelManifest
import ModelSupply
import Presentation
import RunnerCore
import Synchronization
import Validation

/// `runner validate [PATH…]`: checks manifests.
struct Validate: AsyncParsableCommand {
    private static let exitCodes = ExitCodeText.sentence([
        .success: "no errors",
        .findings: "errors; with --diff, also when there is something to fix",
        .usage: "usage",
        .cannotWrite: "a fixed file cannot be written",
        .configuration: "there is no registry; with --compile, there is no compiler",
        .interrupted: "interrupted",
    ])

    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check manifests.",
        discussion: """
            Directories are searched for inf.yml at any depth, except hidden ones. Findings go to standard output, a summary to \
            standard error.

            \(exitCodes)
            """
    )

    @Argument(
        help:
            "Manifests, models by name or directory, directories of models, or - for standard input. Default: the registry."
    )
    var paths: [String] = []

    @Option(help: "The output format: text, json, github, sarif or junit.")
    var format = Format.text

    @Option(help: "Whether to color text: auto, always or never.")
    var color = ColorChoice.auto

    @Option(
        help:
            "Which rules to apply: platform, or runner, which adds rules about inputs. Default: depends on the kernel."
    )
    var profile: Profile?

    @Flag(help: "Treat warnings as errors.")
    var warningsAsErrors = false

    @Flag(help: "Apply safe fixes to the files, and report what remains.")
    var fix = false

    @Flag(help: "Show what --fix would change as a unified diff; change nothing.")
    var diff = false

    @Flag(
        help:
            "Compile the models, too, and compare each manifest with its Inference.Input, Inference.Output and secrets."
    )
    var compile = false

    @OptionGroup var registry: RegistryOptions

    @OptionGroup var cache: CacheOptions

    func validate() throws {
        if diff, fix {
            throw ValidationError(
                "--diff and --fix cannot be used together",
                help: "use one of them; --diff changes nothing"
            )
        }
        if diff, compile {
            throw ValidationError(
                "--diff and --compile cannot be used together",
                help: "omit --compile; --diff shows changes to manifests only"
            )
        }
        if isStandardInput, diff || fix || compile {
            throw ValidationError(
                "standard input can only be checked",
                help: "omit --fix, --diff and --compile"
            )
        }
        if diff, format != .text {
            throw ValidationError(
                "--diff and --format cannot be used together",
                help: "omit --format; --diff prints no findings"
            )
        }
    }

    /// A model of the registry can be named as for all other commands.
    private func place(_ path: String) -> String {
        if FileManager.default.fileExists(atPath: path) { return path }
        return (try? registry.registry.directory(of: path)) ?? path
    }

    private var isStandardInput: Bool { paths == ["-"] }

    func run() async throws {
        if isStandardInput { return try checkStandardInput() }
        let search = ManifestSearch(paths.isEmpty ? try registry.registry.readableRoots() : paths.map(place))
        let report = format.report(usesColor: color.usesColor)
        let validator = ManifestValidator(
            format: report,
            fixMode: diff ? .show : fix ? .write : .report,
            warningsAreErrors: warningsAsErrors,
            profile: profile,
            beside: ModelDirectory.exampleFindings
        )
        let installation = cache.installation
        var result = await validator.validate(search) { paths in
            await GitRepository.additions(
                ofFiles: paths,
                environment: installation.environment,
                confiner: installation.workerProgram
            )
        }
        var failure: (any Error)?
        if compile {
            do {
                validator.add(try await codeFindings(search), to: &result)
            } catch {
                // Findings in the manifests are still reported.
                failure = error
            }
        }
        if diff {
            for file in result.fixedFiles { Terminal.printRaw(file.diff) }
        } else {
            Terminal.printRaw(report.document(result.files))
        }
        summarize(result, manifests: search.manifests.count)
        if let failure { throw failure }
        if !result.failures.isEmpty { throw EndedEarly(.cannotWrite) }
        if result.count(.error) > 0 || diff && !result.fixedFiles.isEmpty { throw EndedEarly(.findings) }
    }

    /// Checks the manifest on standard input, as editors pass it.
    private func checkStandardInput() throws {
        var bytes: [UInt8] = []
        try StandardInput.read(limitBytes: 1 << 20) { piece in bytes += piece }
        let report = format.report(usesColor: color.usesColor)
        let validator = ManifestValidator(format: report, warningsAreErrors: warningsAsErrors, profile: profile)
        let result = validator.validate(bytes, path: "-")
        Terminal.printRaw(report.document(result.files))
        summarize(result, manifests: 1)
        if result.count(.error) > 0 { throw EndedEarly(.findings) }
    }

    /// Compiles the models; Ctrl-C also ends the compilers.
    private func codeFindings(_ search: ManifestSearch) async throws -> [Diagnostic] {
        let found = Mutex([Diagnostic]())
        let check = CodeCheck(cache.installation)
        try await Interruption.canceling {
            let findings = try await check.findings(in: search.manifests)
            found.withLock { $0 = findings }
        }
        return found.withLock { $0 }
    }

    /// Prints on standard error what was done.
    private func summarize(_ result: ValidationResult, manifests: Int) {
        for failure in result.failures {
            Terminal.say("error: '\(failure.path)' was not fixed: \(failure.reason)")
            Terminal.say("help: \(failure.help)")
        }
        let fixed = result.fixedFiles.reduce(0) { $0 + $1.findings }
        if fixed > 0 {
            let what = "\(count(fixed, "finding")) in \(count(result.fixedFiles.count, "file"))"
            Terminal.say(diff ? "would fix \(what)" : "fixed \(what)")
        }
        let errors = count(result.count(.error), "error")
        Terminal.say("\(count(manifests, "manifest")) checked, \(errors), \(count(result.count(.warning), "warning"))")
    }

    private func count(_ number: Int, _ word: String) -> String {
        "\(number) \(word)\(number == 1 ? "" : "s")"
    }
}
