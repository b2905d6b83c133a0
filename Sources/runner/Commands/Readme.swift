import ArgumentParser
import CommandParsing
import ErrorReporting
import FoundationEssentials
import ModelAuthoring
import ModelSupply
import Presentation
import RunnerCore

/// `runner readme [MODEL…]`: generates the part of a README that describes the manifest.
struct Readme: ParsableCommand {
    private static let exitCodes = ExitCodeText.sentence([
        .success: "done",
        .findings: "a file is out of date, with --check",
        .usage: "usage",
        .invalidInput: "a manifest has errors",
        .cannotWrite: "a file cannot be written",
        .configuration: "there is no registry",
    ])

    static let configuration = CommandConfiguration(
        commandName: "readme",
        abstract: "Generate the part of a model's README that describes its manifest.",
        discussion: """
            A model's README.md gets one part with its inputs, outputs, price, secrets and examples. Everything else in the \
            file stays as it is; a missing file is created. The paths of files that were written are printed.

            A model in runner.lock is refused once any of its files changes, even its README. It is skipped unless it is \
            named, and not written without --force.

            \(exitCodes)
            """
    )

    @Argument(help: "Models: directories or names. Default: all of the registry.")
    var models: [String] = []

    @Flag(help: "Write nothing; show what would change as a unified diff.")
    var check = false

    @Flag(help: "Also update READMEs of models in runner.lock; accept each of them afterwards.")
    var force = false

    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        if check, force {
            throw ValidationError(
                "--check and --force cannot be used together",
                help: "use one of them; --check writes nothing"
            )
        }
    }

    func run() throws {
        var isStale = false
        let registry = registry.registry
        for name in models.isEmpty ? try registry.directories() : models {
            let model = try registry.model(name)
            let isLocked = try LockedModel.find(model.path) != nil
            if isLocked, models.isEmpty, !force { continue }
            let readme = try ModelReadme(of: model)
            guard !readme.isCurrent else { continue }
            isStale = true
            if check {
                Terminal.printRaw(readme.diff)
                continue
            }
            guard !isLocked || force else { throw Self.locked(readme, model) }
            try readme.write()
            Terminal.print(path: readme.path)
            if isLocked { Terminal.say("next: \(Self.accepting(model))") }
        }
        if check, isStale {
            throw RunnerError(
                RunnerError.Code("readme-outdated", exitStatus: .findings),
                "the generated part of a README is out of date",
                help: "update it with: runner readme"
            )
        }
    }

    private static func locked(_ readme: ModelReadme, _ model: ModelDirectory) -> RunnerError {
        let force = CommandText.runner(["readme", "--force", model.path])
        return RunnerError(
            .cannotWrite,
            "'\(readme.path)' is not written: the model is in runner.lock, and would be refused as changed",
            help: "leave it to its author, or write it and accept the change: \(force) && \(accepting(model))"
        )
    }

    private static func accepting(_ model: ModelDirectory) -> String {
        CommandText.runner(["verify", "--accept", model.path])
    }
}
