/// How long to wait before the next attempt: exponential, with jitter, bounded.
public struct RetryPolicy: Sendable, Hashable {
    /// The number of attempts, including the first.
    public var attempts: Int

    /// The wait after the first attempt, before jitter; doubled after each further one.
    public var firstDelay: Duration

    /// The longest wait that the policy chooses; a service may ask for more.
    public var longestDelay: Duration

    /// Creates a policy.
    ///
    /// - Parameters:
    ///   - attempts: The number of attempts, at least one.
    ///   - firstDelay: The wait after the first attempt.
    ///   - longestDelay: The longest wait.
    public init(attempts: Int = 5, firstDelay: Duration = .milliseconds(500), longestDelay: Duration = .seconds(30)) {
        self.attempts = max(1, attempts)
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// The wait before the next attempt.
    ///
    /// Half of the wait is fixed and half is random, so that clients that failed at the same time do not retry at the same time.
    ///
    /// - Parameters:
    ///   - failures: How many attempts have failed, from 1.
    ///   - retryAfter: The wait that the service asked for in `Retry-After`; the result is never shorter.
    ///   - random: A number from 0 up to 1.
    /// - Returns: The wait, or `nil` when all attempts are used up.
    public func delay(afterFailures failures: Int, retryAfter: Duration?, random: Double) -> Duration? {
        guard failures < attempts else { return nil }
        let doubled = firstDelay * (1 << min(max(failures, 1) - 1, 20))
        let drawn = min(doubled, longestDelay) * (0.5 + 0.5 * min(max(random, 0), 1))
        return max(drawn, retryAfter ?? .zero)
    }
}
