import ArgumentParser
import CommandParsing
import FleetCommands
import Presentation

/// `runner work`: drives enqueued runs until it is asked to stop.
struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Drive the runs that others have enqueued, until it is stopped.",
        discussion: """
            Takes runs of the models that this machine has, in exactly the version with which they were accepted, and as many as \
            RUNNER_SLOTS allows. Ctrl-C and SIGTERM stop it: a submission under way is finished first, and another process continues \
            the runs at once. Any number of such processes can share a store.
            """
    )

    @Option(help: ArgumentHelp("How many runs are driven at a time.", valueName: "number"))
    var concurrency = 4

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The models to drive, by name or directory; default: all of the registry.",
            valueName: "model"
        )
    )
    var models: [String] = []

    @Option(help: ArgumentHelp("How long stopping may take.", valueName: "duration"))
    var grace: TimeLimit = .minutes(2)

    @OptionGroup var talk: TalkOptions
    @OptionGroup var registry: RegistryOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var cache: CacheOptions

    func validate() throws {
        guard (1...256).contains(concurrency) else {
            throw ValidationError("--concurrency takes a number from 1 to 256", help: "4 is the default")
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
