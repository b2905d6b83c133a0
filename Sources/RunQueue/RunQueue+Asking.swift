package import RunStore

extension RunQueue {
    /// Where a run stands that has not begun.
    package struct Place: Sendable, Hashable {
        /// How many runs begin before it.
        package let position: Int
        /// When it is expected to begin, in seconds from now; `nil` while nothing is known about how long runs take.
        package let expectedWait: Double?
    }

    /// How many runs there are.
    package struct Load: Sendable, Hashable {
        /// Runs waiting in the queue.
        package let waiting: Int
        /// Runs in progress.
        package let running: Int
        /// Runs that were interrupted and continue later.
        package let resting: Int
        /// Runs being driven, by the service that their models call.
        package let services: [String: Int]
    }

    /// How many runs can be accepted now.
    package var freePlaces: Int {
        max(0, settings.concurrency + settings.length - count)
    }

    /// Whether another run of a caller is accepted now.
    func hasPlace(for caller: String) -> Bool {
        let own = waiting.count(of: caller) + running.values.count { $0.line == caller } + arriving[caller, default: 0]
        return QueueBounds(concurrency: settings.concurrency, length: settings.length).accept(count: count, own: own)
    }

    private var count: Int { running.count + waiting.count + arriving.values.reduce(0, +) }

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
            services: Dictionary(grouping: running.values.compactMap(\.service)) { $0 }.mapValues(\.count)
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

    var secondsUntilPlace: Int {
        let seconds = (average.seconds ?? 1) / Double(max(1, settings.concurrency))
        return Int(max(1, min(60, seconds.rounded(.up))))
    }
}
