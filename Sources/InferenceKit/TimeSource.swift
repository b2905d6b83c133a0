/// The clocks of a model, which tests can move.
public protocol TimeSource: Sendable {
    /// The time of day, for signatures.
    var now: UTCTime { get }

    /// The time since some fixed moment, which never goes backwards, for deadlines and intervals.
    var uptime: Duration { get }

    /// Waits.
    ///
    /// - Parameter duration: How long; nothing happens when it is not positive.
    /// - Throws: `CancellationError` at once when the task is canceled.
    func sleep(for duration: Duration) async throws
}
