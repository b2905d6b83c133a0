internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import RunStore

/// Follows a run that another process drives, by its record.
struct RunFollower: Sendable {
    /// Where the run is recorded.
    let database: any RunDatabase
    /// The time of day.
    var now: @Sendable () -> Date = { Date() }

    /// How often the store is read, which takes less than a millisecond.
    private static let interval: Duration = .milliseconds(250)

    /// Waits until the run has ended or no process drives it any longer.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - limit: How long to wait; `nil` for no limit.
    ///   - stop: Lets the user stop waiting, and the run continue; or cancel the run.
    ///   - watch: Called with the run's task and steps.
    /// - Returns: The run as recorded at that point.
    /// - Throws: ``RunStopped`` when the user stops waiting or the time limit is reached, or an error of the store.
    func follow(
        _ id: RunID,
        limit: Duration? = nil,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Run {
        let polling = Task { try await poll(id, until: limit.map { ContinuousClock.now + $0 }, watch) }
        let (wishes, continuation) = AsyncStream.makeStream(of: StopSignal.Wish.self)
        stop.listen { continuation.yield($0) }
        let listening = Task {
            for await wish in wishes {
                if wish == .cancel { try? await database.requestCancel(id) } else { polling.cancel() }
            }
        }
        defer {
            continuation.finish()
            listening.cancel()
        }
        return try await withTaskCancellationHandler {
            do {
                return try await polling.value
            } catch is CancellationError {
                let stopped = RunnerError(.interrupted, "stopped waiting; the run continues")
                throw RunStopped(ErrorReport(stopped), drivenElsewhere: id)
            }
        } onCancel: {
            polling.cancel()
        }
    }

    private func poll(
        _ id: RunID,
        until end: ContinuousClock.Instant?,
        _ watch: @Sendable (RunUpdate) -> Void
    ) async throws -> Run {
        var shown: (task: String?, step: String?) = (nil, nil)
        while true {
            let run = try await database.run(named: id.description)
            guard !run.status.isTerminal, run.isAwaited(at: now()) else {
                // The death of its process may have left the outcome of a paid step unknown.
                try await database.settle(at: now())
                return try await database.run(named: id.description)
            }
            if let task = run.taskID, shown.task != task {
                shown.task = task
                watch(.task(task))
            }
            if let step = try await database.steps(of: id).last?.record.name, shown.step != step {
                shown.step = step
                watch(.progress(ProgressUpdate("\(run.status.rawValue): \(step)")))
            }
            if let end, ContinuousClock.now >= end {
                let late = RunnerError(
                    RunnerError.Code(PredictionError.Code.deadlineExceeded.rawValue, exitStatus: .unfinished),
                    "the run has not ended within this time and continues"
                )
                throw RunStopped(ErrorReport(late), drivenElsewhere: id)
            }
            try await Task.sleep(for: Self.interval)
        }
    }
}

extension Run {
    /// Whether a process drives the run, or will without being asked again.
    ///
    /// - Parameter time: Now.
    /// - Returns: Whether its end can be waited for.
    fileprivate func isAwaited(at time: Date) -> Bool {
        lease?.isHeld(at: time) == true || (isEnqueued && !service.usesOwnEmulator)
    }
}
