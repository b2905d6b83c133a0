import ArgumentParser
import CommandParsing
import FleetCommands
import Presentation

/// `runner work`: drives enqueued runs until it is asked to stop.
struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Execute enqueued runs until stopped.",
        discussion: """
            Takes runs of models that this machine has in exactly the version that the run was accepted with, and as many as \
            RUNNER_SLOTS allows. Ctrl-C and SIGTERM stop it: a submission in progress is completed first, and another process continues \
            the runs at once. Any number of such processes can share a store.
            """
    )

    @Option(help: ArgumentHelp("Maximum number of concurrent runs.", valueName: "number"))
    var concurrency = 4

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Models whose runs to execute, by name or directory; default: all of the registry.",
            valueName: "model"
        )
    )
    var models: [String] = []

    @Option(help: ArgumentHelp("Time limit for a graceful shutdown.", valueName: "duration"))
    var grace: TimeLimit = .minutes(2)

    @OptionGroup var talk: TalkOptions
    @OptionGroup var registry: RegistryOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var cache: CacheOptions

    func validate() throws {
        guard (1...256).contains(concurrency) else {
            throw ValidationError("--concurrency must be a number from 1 to 256", help: "4 is the default")
        }
    }

    func run() async throws {
        var session = try WorkSession(
            store: try await state.store(),
            installation: cache.installation,
            registry: registry.registry,
            models: models,
            concurrency: concurrency,
            grace: grace.duration
        )
        (session.isJSON, session.isQuiet) = (talk.json, talk.quiet)
        let reporter = ProgressReporter(isQuiet: talk.quiet, isLive: false)
        try await Interruption.watched(cancels: false, reporter: reporter) { try await session.run(stop: $0) }
    }
}

extension Work: JSONPrinting, RunRecording {
    var json: Bool { talk.json }
}
