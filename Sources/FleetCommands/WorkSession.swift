package import ModelSupply
internal import RunQueue
package import RunStore
package import RunnerCore
internal import WorkerProtocol

/// The work of `runner work`: drives enqueued runs until it is asked to stop.
package struct WorkSession: Sendable {
    /// Where the runs are recorded.
    package var store: any RunDatabase
    /// Where programs, caches and compilers are.
    package var installation: Installation
    /// Where the models are.
    package var registry: Registry
    /// The models to drive, by name or directory; empty for all of the registry.
    package var models: [String]
    /// Maximum number of concurrent runs.
    package var concurrency: Int
    /// Time limit for a graceful shutdown.
    package var grace: Duration
    /// Whether each run that has ended is printed as one JSON object.
    package var isJSON = false
    /// Whether only warnings are said.
    package var isQuiet = false

    /// Prepares to drive runs; each parameter is the property of the same name.
    ///
    /// - Throws: `RunnerError` when a model that is named cannot be used; later it is one that was removed, which is only a warning.
    package init(
        store: any RunDatabase,
        installation: Installation,
        registry: Registry,
        models: [String],
        concurrency: Int,
        grace: Duration
    ) throws {
        self.store = store
        self.installation = installation
        self.registry = registry
        self.models = models
        self.concurrency = concurrency
        self.grace = grace
        for name in models { _ = try registry.model(name) }
        if models.isEmpty { _ = try registry.directories() }
    }

    /// Drives runs until the signal comes; then a submission under way is finished, and other processes continue the rest.
    ///
    /// - Parameter stop: Ends the work; a second time, at once.
    /// - Throws: ``LimitsProblem`` for a limit that cannot be read.
    package func run(stop: StopSignal) async throws {
        let (registry, names, grace) = (registry, models, grace)
        var settings = QueueSettings(concurrency: concurrency, length: 0)
        settings.claims = ClaimSettings(
            models: { ClaimedModels(registry, names: names) },
            limits: try ServiceLimits(environment: installation.environment)
        )
        settings.presence = FleetPresence(kind: .work, version: runnerVersion)
        settings.searchInterval = .seconds(2)
        let log = WorkLog(store: store, isJSON: isJSON, isQuiet: isQuiet)
        let queue = RunQueue(store: store, installation: installation, settings: settings, observer: log)
        let (stopping, signal) = AsyncStream.makeStream(of: StopSignal.Wish.self)
        stop.listen { signal.yield($0) }
        async let working: Void = queue.run()
        log.tell("executing runs, up to \(concurrency) at a time; press Ctrl-C to stop")
        for await wish in stopping {
            log.tell("stopping; other processes continue what is not finished")
            await queue.stop(within: wish == .stopNow ? .seconds(1) : grace, waitsForEnds: false)
            break
        }
        await working
    }
}
