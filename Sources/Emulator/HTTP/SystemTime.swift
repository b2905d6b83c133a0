import Glibc
package import InferenceKit

/// The time of the machine.
package struct SystemTime: TimeSource {
    private let start = ContinuousClock.now

    /// Starts to measure the time since now.
    package init() {}

    /// The time of day.
    package var now: UTCTime { UTCTime(secondsSinceEpoch: Int64(Glibc.time(nil))) }

    /// The time since this value was made.
    package var uptime: Duration { start.duration(to: .now) }

    /// Waits.
    package func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }
}
