internal import RunStore
internal import RunnerCore

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
    /// - Returns: Whether no run is driven any longer; otherwise submissions are under way, whose workers keep the answers when
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
