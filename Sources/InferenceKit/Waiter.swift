/// Polls a service until the work that it does for a run has ended.
///
/// ```swift
/// let waiter = Waiter(firstInterval: setup.pollInterval ?? .seconds(3))
/// let url = try await context.step("poll", lifetime: .seconds(3_600)) {
///     try await waiter.wait(context) {
///         let job = try await service.job(id)
///         return job.isDone ? .done(job.url) : .pending(ProgressUpdate(job.status))
///     }
/// }
/// ```
public struct Waiter: Sendable, Hashable {
    /// What the service says about the work.
    public enum Answer<Result: Sendable>: Sendable {
        /// It has not ended; the update is shown to the user.
        case pending(ProgressUpdate)
        /// It has ended with this result.
        case done(Result)
    }

    /// The pause after the first poll; each later pause is a quarter longer.
    public var firstInterval: Duration

    /// The longest pause.
    public var longestInterval: Duration

    /// How often and how soon to try again when a poll fails; see ``PredictionContext/retrying(_:_:)``.
    public var patience: RetryPolicy

    /// Creates a waiter.
    ///
    /// - Parameters:
    ///   - firstInterval: The pause after the first question, such as ``Setup/pollInterval``.
    ///   - longestInterval: The longest pause; by default a bit more than three times the first.
    ///   - patience: How often and how soon to try again when a poll fails. The default keeps trying for several
    ///     minutes, because giving up early would waste what was paid.
    public init(
        firstInterval: Duration = .seconds(3),
        longestInterval: Duration? = nil,
        patience: RetryPolicy? = nil
    ) {
        let firstRetry = min(.seconds(1), firstInterval)
        self.firstInterval = firstInterval
        self.longestInterval = longestInterval ?? firstInterval * 10 / 3
        self.patience = patience ?? RetryPolicy(attempts: 20, firstDelay: firstRetry, longestDelay: firstRetry * 30)
    }

    /// Polls until the work has ended or the run has no time left.
    ///
    /// - Parameters:
    ///   - context: The run; its cancellation ends the wait at once.
    ///   - ask: Polls once. It throws when the work has failed, and `service-unavailable` when the poll may be repeated.
    /// - Returns: The result of the work.
    /// - Throws: What `ask` throws; ``PredictionError`` with `deadline-exceeded`; `CancellationError`.
    public func wait<Result: Sendable>(
        _ context: PredictionContext,
        _ ask: () async throws -> Answer<Result>
    ) async throws -> Result {
        var interval = firstInterval
        while true {
            switch try await context.retrying(patience, ask) {
            case .done(let result):
                return result
            case .pending(let update):
                context.progress(update)
                try await context.setup.time.sleep(for: min(interval, context.remaining))
                interval = min(interval * 5 / 4, longestInterval)
                try requireTime(context, update)
            }
        }
    }

    private func requireTime(_ context: PredictionContext, _ last: ProgressUpdate) throws {
        guard context.remaining <= .zero else { return }
        throw PredictionError(
            .deadlineExceeded,
            "the run's time limit was reached while the task was still '\(last.step)' at the service",
            help: "allow more time with --timeout"
        )
    }
}
