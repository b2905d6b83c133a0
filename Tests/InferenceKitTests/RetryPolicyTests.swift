import InferenceKit
import Testing

struct RetryPolicyTests {
    @Test func `waits double, and half of each is drawn`() {
        let policy = RetryPolicy(attempts: 6, firstDelay: .seconds(1), longestDelay: .seconds(5))
        let waits = { (random: Double) in
            (1...6).map { policy.delay(afterFailures: $0, retryAfter: nil, random: random) }
        }
        #expect(waits(0) == [.seconds(0.5), .seconds(1), .seconds(2), .seconds(2.5), .seconds(2.5), nil])
        #expect(waits(1) == [.seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5), nil])
    }

    @Test func `a service may ask for more, never for less`() {
        let policy = RetryPolicy(attempts: 3, firstDelay: .seconds(2), longestDelay: .seconds(5))
        #expect(policy.delay(afterFailures: 1, retryAfter: .seconds(60), random: 1) == .seconds(60))
        #expect(policy.delay(afterFailures: 1, retryAfter: .zero, random: 1) == .seconds(2))
    }

    @Test func `endless attempts do not overflow`() {
        let policy = RetryPolicy(attempts: .max, firstDelay: .seconds(3), longestDelay: .seconds(30))
        #expect(policy.delay(afterFailures: .max - 1, retryAfter: nil, random: 1) == .seconds(30))
    }
}
