import InferenceKit
import RunStore
import Testing

@testable import Webhooks

struct ScheduleTests {
    private static func verdict(
        _ status: Int,
        _ event: Webhook.Event = .completed,
        attempt: Int = 1,
        retryAfter: Duration? = nil,
        random: Double = 0
    ) -> DeliverySchedule.Verdict {
        DeliverySchedule.verdict(
            status: status,
            retryAfter: retryAfter,
            event: event,
            attempts: attempt,
            random: random
        )
    }

    @Test func `a message that must arrive is tried ten times in three days`() {
        let waits = (1...9).map { Self.verdict(500, attempt: $0) }
        let seconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
        #expect(waits == seconds.map { .retry(after: .seconds($0)) })
        #expect(Self.verdict(500, attempt: 10) == .failed)
        #expect(Self.verdict(500, attempt: 1, random: 0.5) == .retry(after: .seconds(5.25)))
    }

    @Test func `a message that a later one replaces is tried three times`() {
        for event in [Webhook.Event.output, .logs] {
            #expect(Self.verdict(500, event, attempt: 2) == .retry(after: .seconds(300)))
            #expect(Self.verdict(500, event, attempt: 3) == .failed)
        }
        #expect(Self.verdict(500, .start, attempt: 3) == .retry(after: .seconds(1_800)))
    }

    @Test func `only 2xx is acceptance, 410 ends it, and everything else is tried again`() {
        for status in [200, 201, 204, 299] { #expect(Self.verdict(status) == .delivered) }
        #expect(Self.verdict(410) == .failed)
        for status in [300, 301, 302, 307, 400, 401, 404, 409, 429, 500, 502, 503, 504] {
            #expect(Self.verdict(status) == .retry(after: .seconds(5)), "\(status)")
        }
    }

    @Test func `the wait that a receiver asks for is kept up to a day`() {
        #expect(Self.verdict(429, retryAfter: .seconds(60)) == .retry(after: .seconds(60)))
        #expect(Self.verdict(429, retryAfter: .seconds(1)) == .retry(after: .seconds(5)))
        #expect(Self.verdict(503, retryAfter: .seconds(1_000_000)) == .retry(after: .seconds(86_400)))
        let now = UTCTime(secondsSinceEpoch: 1_767_615_693)
        #expect(DeliverySchedule.retryAfter("120", now: now) == .seconds(120))
        #expect(DeliverySchedule.retryAfter("Mon, 05 Jan 2026 12:22:33 GMT", now: now) == .seconds(60))
        for text in ["-1", "soon", "", "1.5"] { #expect(DeliverySchedule.retryAfter(text, now: now) == nil) }
        #expect(DeliverySchedule.retryAfter(nil, now: now) == nil)
    }
}
