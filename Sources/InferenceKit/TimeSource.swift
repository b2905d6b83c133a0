/// Where a model takes the time from, so that tests can move it.
public protocol TimeSource: Sendable {
    /// The time of day, for signatures.
    var now: UTCTime { get }

    /// The time since some fixed moment, never set back, for deadlines and intervals.
    var uptime: Duration { get }

    /// Waits.
    ///
    /// - Parameter duration: How long; nothing happens when it is not positive.
    /// - Throws: `CancellationError` at once when the task is cancelled.
    func sleep(for duration: Duration) async throws
}
