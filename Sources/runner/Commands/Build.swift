import ArgumentParser
import CommandParsing
import ErrorReporting
import FoundationEssentials
import InferenceKit
import ModelSupply
import Presentation
import RunnerCore

/// `runner build`: a directory of programs and compiled models that runs without a compiler.
struct Build: AsyncParsableCommand {
    private static let exitCodes = ExitCodeText.sentence([
        .success: "the bundle was created",
        .usage: "usage",
        .invalidInput: "a manifest has errors, or a model differs from its lock",
        .failure: "a model does not compile",
        .cannotWrite: "the directory exists or cannot be written",
        .configuration: "there is no registry, no compiler or no model",
        .interrupted: "interrupted",
    ])

    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Create a bundle of models for machines without Swift.",
        discussion: """
            A bundle contains the models with their compiled code, the programs, the Swift libraries that they need, and the \
            licenses. It runs on Linux machines of the same architecture; its README.md lists the packages that they need. All \
            models of the registry are included, unless you choose some.

            Only the path of the bundle is printed on standard output, or one JSON object with --json. Either the whole \
            bundle is created or nothing.

            \(exitCodes)
            """
    )

    @Argument(help: "Models' directories or names. Default: all of the registry.")
    var models: [String] = []

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("The directory to create.", valueName: "dir")
    )
    var output: String

    @Flag(help: "Replace an existing bundle. Other directories are never replaced.")
    var force = false

    @Flag(inversion: .prefixedNo, help: "Include the emulator.")
    var emulator = true

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print only errors to standard error.")
    var quiet = false

    @OptionGroup var registry: RegistryOptions

    @OptionGroup var cache: CacheOptions

    func validate() throws {
        if output.isEmpty { throw ValidationError("--output is empty", help: "give the directory to create") }
    }

    func run() async throws {
        let reporter = ProgressReporter(isQuiet: quiet)
        defer { reporter.finish() }
        let plan = try BundlePlan(
            models: models,
            of: registry.registry,
            output: output,
            replaces: force,
            includesEmulator: emulator
        )
        let builder = BundleBuilder(plan, cache.installation) { reporter.step($0) }
        let result = try await Interruption.canceling(reporter) { try await builder.build() }
        report(result, reporter)
    }

    private func report(_ result: BundleBuilder.Result, _ reporter: ProgressReporter) {
        let record = result.record
        if json {
            let json = JSONValue.object([
                "path": .string(result.path), "files": .int(result.files), "bytes": .int(result.bytes),
                "models": .array(record.models.map(JSONValue.string)), "runner": .string(record.runner),
                "architecture": .string(record.architecture),
                "system_libraries": .object(record.systemLibraries.mapValues(JSONValue.string)),
            ])
            Terminal.print(json)
            return
        }
        let models = "\(record.models.count) model\(record.models.count == 1 ? "" : "s")"
        let megabytes = (Double(result.bytes) / 100_000).rounded() / 10
        reporter.note("\(models), \(result.files) files, \(megabytes) MB; README.md lists the required system packages")
        Terminal.print(path: result.path)
    }
}

extension Build: JSONPrinting {}
