extension PredictionContext {
    /// Makes an attempt, again after a pause while the service is unavailable.
    ///
    /// An attempt is repeated when it throws a ``PredictionError`` with the code `service-unavailable`, or a ``TransportError`` of a request that
    /// did not leave this machine. Any other error ends the attempts: a lost response to a paid request must become
    /// `outcome-unknown`, and is then never repeated.
    ///
    /// ```swift
    /// let answer = try await context.retrying(RetryPolicy(attempts: 4)) {
    ///     try await context.step("submit", paid: true) { try await service.submit(input) }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - policy: How often and how soon to try again.
    ///   - attempt: The attempt; a step inside it is recorded once for each attempt.
    /// - Returns: What the first successful attempt returned.
    /// - Throws: What the last attempt threw; ``PredictionError`` with `deadline-exceeded` when the service asked for a longer pause than
    ///   the run has time left; `CancellationError`.
    public func retrying<Result: Sendable>(
        _ policy: RetryPolicy = RetryPolicy(),
        _ attempt: () async throws -> Result
    ) async throws -> Result {
        var failures = 0
        return try await repeating(attempt) { error in
            guard let failure = PredictionError(worthAnotherAttempt: error) else { throw error }
            failures += 1
            let retryAfter = failure.retryAfter
            let delay = policy.delay(afterFailures: failures, retryAfter: retryAfter, random: setup.random())
            guard let delay = try pause(delay, becauseOf: failure, requested: retryAfter) else { throw error }
            return delay
        }
    }

    /// Makes an attempt, again after a pause for as long as `pause` gives one.
    ///
    /// - Parameters:
    ///   - attempt: The attempt.
    ///   - pause: How long to wait after an error; throws when there is no other attempt.
    /// - Returns: What the first successful attempt returned.
    /// - Throws: What `pause` throws; `CancellationError`.
    package func repeating<Result: Sendable>(
        _ attempt: () async throws -> Result,
        pause: (any Error) throws -> Duration
    ) async throws -> Result {
        while true {
            let delay: Duration
            do {
                return try await attempt()
            } catch {
                delay = try pause(error)
            }
            if delay > .zero { try await setup.time.sleep(for: delay) }
        }
    }

    /// Decides whether a pause fits into the time of the run, and logs why there is one.
    ///
    /// - Parameters:
    ///   - delay: How long to wait; `nil` when all attempts are used up.
    ///   - failure: Why the last attempt failed.
    ///   - requested: How long the service asked to wait, if it did.
    ///   - subject: What was tried, for the log.
    /// - Returns: How long to wait; `nil` when there is no other attempt.
    /// - Throws: ``PredictionError`` with `deadline-exceeded` when the service asked for a longer pause than the run has time left.
    package func pause(
        _ delay: Duration?,
        becauseOf failure: PredictionError,
        requested: Duration? = nil,
        subject: String? = nil
    ) throws -> Duration? {
        guard let delay else { return nil }
        let remaining = remaining
        guard delay < remaining else {
            guard let requested, requested >= remaining else { return nil }
            throw PredictionError(
                .deadlineExceeded,
                "the service asks to wait \(requested.text) before the next attempt, but the run has only "
                    + "\(max(remaining, .zero).text) left; its last response was: \(failure.message)",
                help: "try again later",
                vendor: failure.vendor
            )
        }
        log("\(subject.map { "\($0): " } ?? "")\(failure.message); trying again in \(delay.text)")
        return delay
    }
}

extension PredictionError {
    /// The failure of an attempt that another one may fix; `nil` for every other error.
    fileprivate init?(worthAnotherAttempt error: any Error) {
        switch error {
        case let error as PredictionError where error.code == .serviceUnavailable:
            self = error
        case let error as TransportError where !error.mayHaveReachedServer:
            self.init(error)
            guard code == .serviceUnavailable else { return nil }
        default:
            return nil
        }
    }
}
