package import InferenceKit
package import RunStore

/// What becomes of a message after an attempt to deliver it; the schedule is that of Standard Webhooks.
package enum DeliverySchedule {
    /// What becomes of a message.
    package enum Verdict: Sendable, Hashable {
        /// The receiver has accepted it.
        case delivered
        /// It is sent again after this time.
        case retry(after: Duration)
        /// It is no longer sent.
        case failed
    }

    /// The waits before the second and each further attempt at messages that must arrive.
    static let waits: [Duration] = [
        .seconds(5), .seconds(300), .seconds(1_800), .seconds(7_200), .seconds(18_000), .seconds(36_000),
        .seconds(50_400), .seconds(72_000), .seconds(86_400),
    ]
    /// How many of these waits a message has that a later one can replace.
    static let passingWaits = 2
    /// The longest wait that a receiver may ask for.
    static let longestWait = Duration.seconds(86_400)

    /// Decides after an answer.
    ///
    /// - Parameters:
    ///   - status: The HTTP status.
    ///   - retryAfter: What the receiver asked for in `Retry-After`.
    ///   - event: What the message is about.
    ///   - attempts: How often it was sent, from 1.
    ///   - random: A number from 0 up to 1.
    /// - Returns: What becomes of it.
    package static func verdict(
        status: Int,
        retryAfter: Duration?,
        event: Webhook.Event,
        attempts: Int,
        random: Double
    ) -> Verdict {
        switch status {
        case 200...299: return .delivered
        // The receiver wants no more of it.
        case 410: return .failed
        default: return afterFailure(event, attempts, retryAfter, random)
        }
    }

    /// Decides when there was no answer.
    ///
    /// - Parameters:
    ///   - event: What the message is about.
    ///   - attempts: How often it was sent, from 1.
    ///   - random: A number from 0 up to 1.
    /// - Returns: What becomes of it.
    package static func verdictWithoutAnswer(event: Webhook.Event, attempts: Int, random: Double) -> Verdict {
        afterFailure(event, attempts, nil, random)
    }

    /// Reads `Retry-After`, RFC 9110 §10.2.3.
    ///
    /// - Parameters:
    ///   - text: Seconds, or a date.
    ///   - now: Now.
    /// - Returns: The wait; `nil` for any other text.
    package static func retryAfter(_ text: String?, now: UTCTime) -> Duration? {
        guard let text else { return nil }
        if let seconds = Int(text) { return seconds >= 0 ? .seconds(min(seconds, 86_400)) : nil }
        return UTCTime(httpDate: text).map { .seconds(max(0, $0.secondsSinceEpoch - now.secondsSinceEpoch)) }
    }

    private static func afterFailure(
        _ event: Webhook.Event,
        _ attempts: Int,
        _ retryAfter: Duration?,
        _ random: Double
    ) -> Verdict {
        let waits = event.canBeOvertaken ? waits.prefix(passingWaits) : waits[...]
        guard waits.indices.contains(attempts - 1) else { return .failed }
        // Up to a tenth more, so that messages that failed together do not return together.
        let wait = waits[attempts - 1] * (1 + 0.1 * min(max(random, 0), 1))
        return .retry(after: max(wait, min(retryAfter ?? .zero, longestWait)))
    }
}
