import ArgumentParser
import ErrorReporting
import ModelSupply
import RunnerCore

/// `runner dev MODEL`: tries a model again each time one of its files is saved.
struct Dev: AsyncParsableCommand {
    private static let exitCodes = ExitCodeText.sentence([
        .success: "ended by the user",
        .usage: "usage",
        .configuration: "the directory cannot be watched",
    ])

    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Check and run a model every time it is saved.",
        discussion: """
            Each round checks the manifest and the types, compiles, and runs one example; the first error ends it. A save \
            during a round starts the next one immediately. A model that declares secrets runs against a local emulator. Press \
            Ctrl-C to stop.

            \(exitCodes)
            """
    )

    @Argument(help: "A model's directory, or its name.")
    var model: String

    @Option(help: ArgumentHelp("The example to run; default: the first.", valueName: "name"))
    var example: String?

    @Flag(help: "Start an emulator even if the model declares no secrets.")
    var emulator = false

    @Option(help: ArgumentHelp("Time limit for the example, e.g. 90s or 30min.", valueName: "duration"))
    var timeout: TimeLimit = .minutes(5)

    @OptionGroup var registry: RegistryOptions

    @OptionGroup var cache: CacheOptions

    func run() async throws {
        // Also while the manifest has errors.
        let directory = try registry.registry.directory(of: model)
        try await DevSession(command: self, installation: cache.installation, directory: directory).run()
    }
}
