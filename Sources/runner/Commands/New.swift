import ArgumentParser
import ErrorReporting
import FoundationEssentials
import ModelAuthoring
import ModelSupply
import Presentation

/// `runner new NAME`: the directory of a new model.
struct New: ParsableCommand {
    private static let exitCodes = ExitCodeText.sentence([
        .success: "done",
        .usage: "the name cannot be used",
        .cannotWrite: "a file cannot be written",
        .configuration: "there is no registry",
    ])

    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Create a new, working model.",
        discussion: """
            Templates: \(ModelTemplate.allCases.map { "\($0.rawValue) is \($0.summary)" }.joined(separator: "; ")). Their \
            examples pass 'runner test', without an account.

            The paths of the files are printed. \(exitCodes)
            """
    )

    @Argument(help: "The model's name, or NAMESPACE/NAME.")
    var name: String

    @Option(help: "What to start from: \(ModelTemplate.allCases.map(\.rawValue).joined(separator: ", ")).")
    var template = ModelTemplate.minimal

    @Option(
        help: ArgumentHelp(
            "The directory to create the model in; created if missing.",
            discussion:
                "Default: the first of RUNNER_REGISTRY, or the nearest 'vision' at or above the working directory.",
            valueName: "dir"
        )
    )
    var registry: String?

    func run() throws {
        let name = try ModelCreation.name(name)
        let creation = ModelCreation(name: name, template: template, registry: try parent)
        let paths = try creation.make(createsRegistry: registry != nil)
        for path in paths { Terminal.print(path: path) }
        let directory = creation.directory
        Terminal.say("next:")
        for words in [["test", directory], template.prediction(in: directory), ["dev", directory]] {
            Terminal.say("  \(CommandText.runner(words))")
        }
    }

    private var parent: String {
        get throws(RunnerError) {
            if let registry {
                guard !registry.isEmpty else {
                    throw RunnerError(.usage, "--registry is empty", help: "give a directory, or omit it")
                }
                return registry.count > 1 && registry.hasSuffix("/") ? String(registry.dropLast()) : registry
            }
            let registry = Registry(
                given: [],
                environment: ProcessInfo.processInfo.environment,
                workingDirectory: FileManager.default.currentDirectoryPath
            )
            do {
                return try registry.readableRoots()[0]
            } catch {
                throw RunnerError(
                    .configuration,
                    error.message,
                    help: "set a directory with --registry; it is created if missing"
                )
            }
        }
    }
}

extension ModelTemplate: ExpressibleByArgument {}
