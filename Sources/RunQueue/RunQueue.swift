package import FoundationEssentials
internal import InferenceKit
internal import ModelManifest
package import ModelSupply
package import RunStore
package import RunnerCore

/// Drives recorded runs, a limited number at a time, fairly between their callers, across restarts of the process.
///
/// It is an actor because requests, runs that end and the search for abandoned runs all change who is next.
package actor RunQueue {
    /// What came of a request.
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
    let now: @Sendable () -> Date
    private let starts: AsyncStream<QueueEntry>
    private let start: AsyncStream<QueueEntry>.Continuation
    /// An element whenever there may be something to claim.
    let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation
    /// The models of this machine, for claims.
    var models = ClaimedModels()
    /// The keys of models that this machine cannot drive now, and until when they are left to others.
    var avoided: [String: ContinuousClock.Instant] = [:]
    /// What was said once about models and the store.
    var toldProblems: Set<String> = []
    /// The runs of unknown outcome that this process has asked about.
    var doubts: [RunID: Doubt] = [:]

    private var waiting = FairQueue<QueueEntry>()
    private var running: [RunID: QueueEntry] = [:]
    /// Interrupted runs, and when they continue.
    private var resting: [(end: ContinuousClock.Instant, entry: QueueEntry)] = []
    private var busy: [String: Int] = [:]
    private var histories: [RunID: RunHistory] = [:]
    private var waiters: [RunID: [Int: AsyncStream<Void>.Continuation]] = [:]
    private var nextWaiter = 0
    /// Requests whose runs are being recorded.
    private var arriving = 0
    private var average = RunningAverage()
    private var idle: AsyncStream<Void>.Continuation?
    private(set) var isStopping = false

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
        self.now = now
        (starts, start) = AsyncStream.makeStream(of: QueueEntry.self)
        (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Drives runs until the queue was stopped; first those that an earlier process has left.
    package func run() async {
        let starts = starts
        await withDiscardingTaskGroup { group in
            group.addTask { await self.search() }
            if let claims = settings.claims { group.addTask { await self.claimContinuously(claims) } }
            for await entry in starts { group.addTask { await self.drive(entry) } }
        }
    }
}

// MARK: - Accepting

extension RunQueue {
    /// Records a prepared run and lets it wait for its turn, or finds the run that the request means.
    ///
    /// - Parameter prepared: A run that `Preparation` has prepared with the store.
    /// - Returns: The run, which is on disk.
    /// - Throws: ``QueueError`` when there is no place for it; what `RunDriver.record(_:)` throws.
    package func accept(_ prepared: PreparedRun) async throws -> Acceptance {
        if let existing = prepared.existing { return Acceptance(run: existing, isNew: false) }
        guard !isStopping else { throw QueueError.stopping }
        guard freePlaces > 0 else {
            throw QueueError.full(waiting: waiting.count, seconds: secondsUntilPlace)
        }
        arriving += 1
        defer { arriving -= 1 }
        switch try await RunDriver(store, environment: installation.environment).record(prepared) {
        case .existing(let run): return Acceptance(run: run, isNew: false)
        case .created(let lease):
            let run = try await store.run(named: lease.run.description)
            let news = RunNews(run)
            var entry = QueueEntry(
                news: news,
                service: prepared.model.manifest.service?.description,
                deadline: run.deadline,
                work: .prepared(prepared, lease),
                history: history(of: run.id)
            )
            await observer?.accepted(news)
            if settings.onlyEnqueues {
                try? await store.release(lease)
                return Acceptance(run: run, isNew: true)
            }
            if waiting.isEmpty, canStart(entry), !isStopping {
                begin(entry)
            } else {
                // Nobody renews the lease of a run that waits.
                try? await store.release(lease)
                entry.work = .prepared(prepared, nil)
                waiting.append(entry, of: entry.line)
                startNext()
            }
            return Acceptance(run: run, isNew: true)
        }
    }

    /// Lets a recorded run wait for its turn, unless it does already.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - service: The service that its model calls.
    ///   - work: How it is driven.
    func add(_ run: Run, service: String?, work: QueueEntry.Work = .recorded) {
        guard !isStopping, !isKnown(run.id) else { return }
        let entry = QueueEntry(
            news: RunNews(run),
            service: service,
            deadline: run.deadline,
            work: work,
            history: history(of: run.id)
        )
        waiting.append(entry, of: entry.line)
        startNext()
    }

    /// Whether the run waits, rests or is being driven here.
    package func isKnown(_ run: RunID) -> Bool {
        running[run] != nil || resting.contains { $0.entry.id == run } || waiting.position { $0.id == run } != nil
    }

    /// The history of a run; a new one for a run that had none.
    func history(of run: RunID) -> RunHistory {
        if let history = histories[run] { return history }
        let history = RunHistory(generation: String(UInt32.random(in: .min ... .max), radix: 36))
        histories[run] = history
        return history
    }
}

// MARK: - Taking turns

extension RunQueue {
    private func canStart(_ entry: QueueEntry) -> Bool {
        guard running.count < settings.concurrency else { return false }
        guard let service = entry.service, let slots = settings.slots[service] else { return true }
        return busy[service, default: 0] < slots
    }

    /// How many more runs can be driven now.
    var room: Int { max(0, settings.concurrency - running.count - waiting.count) }

    /// Looks for runs to claim soon.
    nonisolated func wake() { wakeUp.yield() }

    /// Starts a run.
    func begin(_ entry: QueueEntry) {
        running[entry.id] = entry
        if let service = entry.service { busy[service, default: 0] += 1 }
        start.yield(entry)
    }

    /// Starts as many runs as can be driven now.
    func startNext() {
        guard !isStopping else { return }
        while running.count < settings.concurrency, let entry = waiting.takeFirst(where: canStart) { begin(entry) }
    }

    /// Frees the place of a run that is no longer driven, before anybody hears of it.
    ///
    /// - Parameters:
    ///   - entry: The run.
    ///   - elapsed: How long it was driven.
    func leave(_ entry: QueueEntry, after elapsed: Duration) {
        running[entry.id] = nil
        if let service = entry.service { busy[service, default: 1] -= 1 }
        average.add(elapsed)
        startNext()
        wake()
        if running.isEmpty { idle?.finish() }
    }

    /// Tells everybody here that a run has ended.
    func conclude(_ run: RunID) {
        histories.removeValue(forKey: run)?.append(.ended)
        for waiter in waiters.removeValue(forKey: run)?.values ?? [:].values { waiter.finish() }
    }

    /// Lets an interrupted run continue later.
    func rest(_ entry: QueueEntry) {
        var entry = QueueEntry(
            news: entry.news,
            service: entry.service,
            deadline: entry.deadline,
            work: .recorded,
            interruptions: entry.interruptions,
            history: entry.history
        )
        let factor = 1 << min(entry.interruptions, 20)
        entry.interruptions += 1
        resting.append((ContinuousClock.now + min(settings.pause * factor, settings.longestPause), entry))
    }

    /// Lets the runs wait for their turn whose rest is over.
    func wakeRested() {
        let time = ContinuousClock.now
        for rested in resting where rested.end <= time { waiting.append(rested.entry, of: rested.entry.line) }
        resting.removeAll { $0.end <= time }
        startNext()
    }

    /// Lets a run wait for its turn now whose rest is not over.
    ///
    /// - Parameter run: The run.
    /// - Returns: Whether the run waits or is driven.
    func wake(_ run: RunID) -> Bool {
        guard let index = resting.firstIndex(where: { $0.entry.id == run }) else { return isKnown(run) }
        let entry = resting.remove(at: index).entry
        waiting.append(entry, of: entry.line)
        startNext()
        return true
    }

    /// The runs whose deadline has passed.
    ///
    /// - Parameter time: Now.
    /// - Returns: Those that wait, rest or are being driven.
    func overdue(at time: Date) -> [RunID] {
        let entries = waiting.elements + resting.map(\.entry) + Array(running.values)
        return entries.filter { $0.deadline.map { $0 <= time } ?? false }.map(\.id)
    }

    /// The runs that another process has taken, with those that wait for them here.
    var elsewhere: [RunID] { histories.keys.filter { !isKnown($0) } }
}

// MARK: - Asking

extension RunQueue {
    /// Where a run stands that has not begun.
    package struct Place: Sendable, Hashable {
        /// How many runs begin before it.
        package let position: Int
        /// When it is expected to begin, in seconds from now; `nil` while nothing is known of how long runs take.
        package let expectedWait: Double?
    }

    /// How many runs there are.
    package struct Load: Sendable, Hashable {
        /// Runs that wait for their turn.
        package let waiting: Int
        /// Runs that are being driven.
        package let running: Int
        /// Runs that were interrupted and continue later.
        package let resting: Int
        /// Runs being driven, by the service that their models call.
        package let busy: [String: Int]
    }

    /// How many runs can be accepted now.
    package var freePlaces: Int {
        max(0, settings.concurrency + settings.length - running.count - waiting.count - arriving)
    }

    /// The place of a run; `nil` when it does not wait.
    package func place(of run: RunID) -> Place? {
        waiting.position { $0.id == run }.map { Place(position: $0, expectedWait: expectedWait($0)) }
    }

    /// How many runs there are now.
    package var load: Load {
        Load(
            waiting: waiting.count,
            running: running.count,
            resting: resting.count,
            busy: busy.filter { $0.value > 0 }
        )
    }

    /// The events of a run that has not ended; `nil` when this queue does not have it.
    package func history(of run: RunID) -> RunHistory? { histories[run] }

    /// Waits until a run has ended, the queue stops, or the task is canceled.
    ///
    /// - Parameter run: The run; one that another process drives is looked for in the store.
    package func waitForEnd(of run: RunID) async {
        while histories[run] == nil {
            guard !isStopping, let found = try? await store.run(named: run.description), !found.status.isTerminal,
                (try? await Task.sleep(for: .milliseconds(50))) != nil
            else { return }
        }
        guard !isStopping else { return }
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        nextWaiter += 1
        let number = nextWaiter
        waiters[run, default: [:]][number] = continuation
        for await _ in stream {}
        waiters[run]?[number] = nil
        if waiters[run]?.isEmpty == true { waiters[run] = nil }
    }

    private func expectedWait(_ position: Int) -> Double? {
        average.seconds.map { Double(position / max(1, settings.concurrency) + 1) * $0 }
    }

    private var secondsUntilPlace: Int {
        let seconds = (average.seconds ?? 1) / Double(max(1, settings.concurrency))
        return Int(max(1, min(60, seconds.rounded(.up))))
    }
}

// MARK: - Ending

extension RunQueue {
    /// Takes a run out of the line, or asks the run to end; what it had paid for is canceled at its service.
    ///
    /// - Parameter run: The run.
    /// - Returns: Whether the run was waiting, so that nothing drives it.
    func withdraw(_ run: RunID) -> Bool {
        if let entry = running[run] {
            entry.stop.send(.cancel)
            return false
        }
        if let index = resting.firstIndex(where: { $0.entry.id == run }) {
            resting.remove(at: index)
            return true
        }
        return waiting.remove { $0.id == run } != nil
    }

    /// Stops: nothing more begins, runs get time to end, then they are brought to a point that is recorded.
    ///
    /// - Parameters:
    ///   - grace: How long it may take.
    ///   - waitsForEnds: Whether half of the time is for runs to end by themselves; otherwise they stop at once, for another process.
    /// - Returns: Whether nothing is driven any more; otherwise submissions are under way, whose workers keep the answers when
    ///   this process ends.
    @discardableResult
    package func stop(within grace: Duration, waitsForEnds: Bool = true) async -> Bool {
        guard !isStopping else { return running.isEmpty }
        isStopping = true
        wakeUp.finish()
        for continuations in waiters.values { for waiter in continuations.values { waiter.finish() } }
        for history in histories.values { history.close() }
        if await !isIdle(within: waitsForEnds ? grace / 2 : .zero) {
            for entry in running.values { entry.stop.send(.stop) }
            if await !isIdle(within: waitsForEnds ? grace / 3 : grace * 5 / 6) {
                for entry in running.values { entry.stop.send(.stopNow) }
                _ = await isIdle(within: grace / 6)
            }
        }
        start.finish()
        return running.isEmpty
    }

    /// Waits until nothing is driven.
    private func isIdle(within limit: Duration) async -> Bool {
        guard !running.isEmpty else { return true }
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        idle = continuation
        let alarm = Task {
            try await Task.sleep(for: limit)
            continuation.finish()
        }
        for await _ in stream {}
        alarm.cancel()
        return running.isEmpty
    }
}
