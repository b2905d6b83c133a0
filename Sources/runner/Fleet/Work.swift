import ArgumentParser
import ErrorReporting
import ModelSupply
import Presentation
import RunQueue
import RunStore
import RunnerCore
import WorkerProtocol

/// `runner work`: drives enqueued runs until it is told to stop.
struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Drive the runs that others have enqueued, until it is stopped.",
        discussion: """
            Takes runs of the models that this machine has, in the very version with which they were accepted, and as many as \
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
        let installation = cache.installation
        let limits = try ServiceLimits(environment: installation.environment)
        let (registry, names) = (registry.registry, models)
        // A name that is wrong now is a mistake; later it is a model that was removed.
        for name in names { _ = try registry.model(name) }
        if names.isEmpty { _ = try registry.directories() }
        let store = try await state.store()
        var settings = QueueSettings(concurrency: concurrency, length: 0)
        settings.claims = ClaimSettings(
            models: { ClaimedModels(registry, names: names) },
            limits: limits,
            kind: .work,
            version: runnerVersion
        )
        settings.searchInterval = .seconds(2)
        let log = WorkLog(store: store, isJSON: talk.json, isQuiet: talk.quiet)
        let queue = RunQueue(store: store, installation: installation, settings: settings, observer: log)
        let reporter = ProgressReporter(isQuiet: talk.quiet, isLive: false)
        let grace = grace.duration
        try await Interruption.watched(cancels: false, reporter: reporter) { stop in
            let (stopping, signal) = AsyncStream.makeStream(of: StopSignal.Wish.self)
            stop.listen { signal.yield($0) }
            async let working: Void = queue.run()
            log.tell("driving runs, \(concurrency) at a time; Ctrl-C stops")
            for await wish in stopping {
                log.tell("stopping; other processes continue what is not finished")
                await queue.stop(within: wish == .stopNow ? .seconds(1) : grace, waitsForEnds: false)
                break
            }
            await working
        }
    }
}

extension Work: JSONPrinting, RunRecording {
    var json: Bool { talk.json }
}
