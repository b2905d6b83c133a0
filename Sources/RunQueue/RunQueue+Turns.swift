internal import FoundationEssentials
internal import RunStore

extension RunQueue {
    func canStart(_ entry: QueueEntry) -> Bool {
        guard running.count < settings.concurrency else { return false }
        // The store decides about slots. A run that would only wait for one leaves its place here to others.
        guard let service = entry.service, let slots = settings.slots[service] else { return true }
        return running.values.count { $0.service == service } < slots
    }

    /// How many more runs can be driven now.
    var room: Int { max(0, settings.concurrency - running.count - waiting.count) }

    /// Looks for runs to claim soon.
    nonisolated func wake() { wakeUp.yield() }

    /// Starts a run.
    func begin(_ entry: QueueEntry) {
        running[entry.id] = entry
        start.yield(entry)
    }

    /// Starts as many runs as can be driven now.
    func startNext() {
        guard !isStopping else { return }
        while running.count < settings.concurrency, let entry = waiting.takeFirst(where: canStart) { begin(entry) }
    }

    /// Frees the place of a run that is no longer driven, before anyone is notified.
    ///
    /// - Parameters:
    ///   - entry: The run.
    ///   - elapsed: How long it was driven.
    func leave(_ entry: QueueEntry, after elapsed: Duration) {
        running[entry.id] = nil
        average.add(elapsed)
        startNext()
        wake()
        if running.isEmpty { idle?.finish() }
    }

    /// Notifies everyone here that a run has ended.
    func conclude(_ run: RunID) {
        histories.removeValue(forKey: run)?.append(.ended)
        for waiter in waiters.removeValue(forKey: run)?.values ?? [:].values { waiter.finish() }
    }

    /// Lets an interrupted run continue later.
    ///
    /// - Parameters:
    ///   - entry: The run.
    ///   - counting: Whether the run itself was the cause.
    func rest(_ entry: QueueEntry, counting: Bool) {
        var entry = QueueEntry(
            news: entry.news,
            service: entry.service,
            deadline: entry.deadline,
            work: .recorded,
            interruptions: entry.interruptions,
            faults: entry.faults + (counting ? 1 : 0),
            history: entry.history
        )
        let factor = 1 << min(entry.interruptions, 20)
        entry.interruptions += 1
        resting.append((ContinuousClock.now + min(settings.pause * factor, settings.longestPause), entry))
    }

    /// Lets the runs wait for their turn whose waiting time has ended.
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

    /// The runs that wait, rest or are being driven here.
    var known: Set<RunID> { Set(waiting.elements.map(\.id) + resting.map(\.entry.id) + running.keys) }

    /// The runs that another process has taken, with those that wait for them here.
    var elsewhere: [RunID] { histories.keys.filter { !isKnown($0) } }
}
