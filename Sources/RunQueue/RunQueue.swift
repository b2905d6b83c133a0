package import FoundationEssentials
internal import InferenceKit
package import ModelSupply
internal import ModelWorkers
package import RunStore
internal import RunnerCore

/// Drives recorded runs, a limited number at a time, fairly between their callers, across restarts of the process.
///
/// It is an actor because requests, runs that end and the search for abandoned runs all change who is next.
package actor RunQueue {
    /// The outcome of a request.
    package struct Acceptance: Sendable {
        /// The run, as it is recorded.
        package let run: Run
        /// Whether the request has created it; otherwise it was recorded before.
        package let isNew: Bool
    }

    let store: any RunDatabase
    let installation: Installation
    let settings: QueueSettings
    let observer: (any RunObserver)?
    /// The workers that wait for the next run of their model.
    let workers: WorkerPool
    let now: @Sendable () -> Date
    let starts: AsyncStream<QueueEntry>
    let start: AsyncStream<QueueEntry>.Continuation
    /// An element whenever there may be something to claim.
    let wakeUps: AsyncStream<Void>
    let wakeUp: AsyncStream<Void>.Continuation
    /// The models of this machine, for claims.
    var models = ClaimedModels()
    /// The addresses of their services, for claims; see ``RunClaim/endpoints``.
    var endpoints: [String: String] = [:]
    /// The keys of models that this machine cannot drive now, and until when they are left to others.
    var avoided: [String: ContinuousClock.Instant] = [:]
    /// What was said once about models and the store.
    var reportedProblems: Set<String> = []
    /// What the runs of each account have said about it; see ``ServiceLimit/account``.
    var breakers: [String: CircuitBreaker] = [:]
    /// The accounts to which nothing is submitted, and until when.
    var closed: [String: ContinuousClock.Instant] = [:]
    /// The runs of unknown outcome that this process has asked about.
    var doubts: [RunID: Doubt] = [:]
    /// Where the search for such runs goes on.
    var doubtPlace = DoubtPlace()

    var waiting = FairQueue<QueueEntry>()
    var running: [RunID: QueueEntry] = [:]
    /// Interrupted runs, and when they continue.
    var resting: [(end: ContinuousClock.Instant, entry: QueueEntry)] = []
    var histories: [RunID: RunHistory] = [:]
    var waiters: [RunID: [Int: AsyncStream<Void>.Continuation]] = [:]
    var nextWaiter = 0
    /// Requests whose runs are being recorded, by their callers.
    var arriving: [String: Int] = [:]
    var average = RunningAverage()
    var idle: AsyncStream<Void>.Continuation?
    var isStopping = false

    /// Creates a queue; nothing is driven until it runs.
    ///
    /// - Parameters:
    ///   - store: Where the runs are recorded.
    ///   - installation: Where programs, caches and compilers are.
    ///   - settings: How it behaves.
    ///   - observer: Hears of what happens.
    ///   - now: The time of day.
    package init(
        store: any RunDatabase,
        installation: Installation,
        settings: QueueSettings,
        observer: (any RunObserver)? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.store = store
        self.installation = installation
        self.settings = settings
        self.observer = observer
        workers = WorkerPool(
            WorkerPool.Settings(
                mostIdle: settings.concurrency,
                patience: settings.workerPatience,
                answers: store.answersPath
            )
        )
        self.now = now
        (starts, start) = AsyncStream.makeStream(of: QueueEntry.self)
        (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Drives runs until the queue was stopped; first those that an earlier process has left.
    package func run() async {
        let starts = starts
        await withDiscardingTaskGroup { group in
            group.addTask { await self.workers.run() }
            group.addTask { await self.search() }
            if let presence = settings.presence { group.addTask { await self.joinFleet(presence) } }
            for await entry in starts { group.addTask { await self.drive(entry) } }
            await workers.stop()
        }
    }
}
