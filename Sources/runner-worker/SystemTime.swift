internal import Glibc
internal import InferenceKit

/// The clocks of this machine.
struct SystemTime: TimeSource {
    private let start = ContinuousClock.now

    var now: UTCTime { UTCTime(secondsSinceEpoch: Int64(time(nil))) }

    var uptime: Duration { ContinuousClock.now - start }

    func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: max(duration, .zero))
    }
}
