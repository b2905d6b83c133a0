import Glibc
package import InferenceKit

/// The machine's clock.
package struct SystemTime: TimeSource {
    private let start = ContinuousClock.now

    /// Starts measuring now.
    package init() {}

    /// The time of day.
    package var now: UTCTime { UTCTime(secondsSinceEpoch: Int64(Glibc.time(nil))) }

    /// The time since this value was created.
    package var uptime: Duration { start.duration(to: .now) }

    /// Waits.
    package func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }
}
