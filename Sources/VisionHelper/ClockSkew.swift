internal import InferenceKit
internal import Synchronization

/// How far the clock of this machine is off, as learned from the service.
final class ClockSkew: Sendable {
    private let offset = Mutex<Duration>(.zero)

    /// The service's time, as far as it is known.
    func corrected(_ now: UTCTime) -> UTCTime {
        now + offset.withLock { $0 }
    }

    /// Learns the difference.
    ///
    /// - Parameters:
    ///   - serverTime: The `Date` header of a response that refused the time.
    ///   - now: The time of this machine when it arrived.
    func correct(to serverTime: UTCTime, now: UTCTime) {
        offset.withLock { $0 = .seconds(serverTime.secondsSinceEpoch - now.secondsSinceEpoch) }
    }
}
