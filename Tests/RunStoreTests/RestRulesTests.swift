import Foundation
import RunStore
import RunStoreFixtures
import Testing

/// Whether and when a run that a queue drives goes on after an interruption.
struct RestRulesTests {
    @Test(arguments: [
        ("interrupted", RestRules.Cause.handover), ("lease-lost", .handover), ("no-slot", .handover),
        ("files-unreachable", .surroundings), ("service-unavailable", .surroundings),
        ("deadline-exceeded", .surroundings), ("store-unusable", .surroundings), ("configuration", .surroundings),
        ("missing-secret", .surroundings), ("over-budget", .surroundings), ("cannot-write", .surroundings),
        ("model-missing", .surroundings), ("access-denied", .account), ("worker-killed", .run),
        ("invalid-input", .run), ("model-failed", .run), ("some-code-of-tomorrow", .run),
    ])
    func `only a fault of the run itself counts`(code: String, cause: RestRules.Cause) {
        #expect(RestRules.cause(of: code) == cause)
        #expect(RestRules.isGivenUp(cause, after: RestRules.mostFaults, isPaid: false) == (cause == .run))
        #expect(!RestRules.isGivenUp(cause, after: RestRules.mostFaults - 1, isPaid: false))
        #expect(!RestRules.isGivenUp(cause, after: 1_000, isPaid: true))
    }

    @Test(arguments: [
        // The rest before this one in seconds, how long ago it ended, and the next rest.
        (nil, 0.0, 2.0), (2, 0, 4), (4, 30, 8), (400, 1, 600), (600, 599, 600), (64, 601, 2),
    ])
    func `each rest is twice as long, unless the last one was long ago`(last: Double?, ago: Double, next: Double) {
        let now = Date.sample
        var run = Run.sample(at: .sample)
        if let last {
            run.restsUntil = now.addingTimeInterval(-ago)
            run.updated = now.addingTimeInterval(-ago - last)
        }
        func rest(_ cause: RestRules.Cause) -> Duration {
            RestRules.rest(after: cause, of: run, from: .seconds(2), to: .seconds(600), at: now)
        }
        #expect(rest(.surroundings) == .seconds(next) && rest(.run) == .seconds(next))
        #expect(rest(.handover) == .zero && rest(.account) == .seconds(600))
    }

    @Test func `an enqueued run waits for what is away, and a run whose caller waits does not`() {
        let enqueued = QueueTerms(faults: 9) { _ in .seconds(1) }
        let own = QueueTerms(faults: 0)
        #expect(enqueued.waits(after: "service-unavailable") && !own.waits(after: "service-unavailable"))
        #expect(!enqueued.waits(after: "model-failed"))
        #expect(!enqueued.givesUp(after: "deadline-exceeded", isOverdue: true))
        #expect(own.givesUp(after: "deadline-exceeded", isOverdue: true))
        #expect(enqueued.givesUp(after: "worker-killed", isOverdue: false))
    }
}
