import InferenceKit
import Testing

@testable import RunnerCore

/// What becomes of a run that has no result: money that was spent is never given up.
struct RunFateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var facts: RunFate.Facts
        var fate: RunFate

        init(_ code: String, _ moment: RunMonitor.Moment, open: Bool = false, final: Bool = false, is fate: RunFate) {
            facts = RunFate.Facts(code: code, isFinal: final, moment: moment, isOutcomeOpen: open)
            self.fate = fate
        }

        var testDescription: String { "\(facts.code) \(facts.moment) open: \(facts.isOutcomeOpen) -> \(fate)" }
    }

    static let cases = [
        // Nothing was paid.
        Case("invalid-input", .unpaid, is: .failed), Case("service-unavailable", .unpaid, is: .failed),
        Case("model-failed", .unpaid, is: .failed), Case("access-denied", .unpaid, is: .failed),
        Case("compile-failed", .unpaid, is: .failed), Case("cannot-write", .unpaid, is: .failed),
        Case("interrupted", .unpaid, is: .interrupted), Case("deadline-exceeded", .unpaid, is: .interrupted),
        Case("worker-killed", .unpaid, is: .interrupted), Case("store-unusable", .unpaid, is: .interrupted),
        Case("canceled", .unpaid, is: .canceled),
        // The task is there: only the service's own last word ends the run.
        Case("task-failed", .paid, final: true, is: .failed), Case("content-refused", .paid, final: true, is: .failed),
        Case("invalid-input", .paid, final: true, is: .failed), Case("invalid-input", .paid, is: .interrupted),
        Case("service-unavailable", .paid, is: .interrupted), Case("output-unavailable", .paid, is: .interrupted),
        Case("access-denied", .paid, is: .interrupted), Case("cannot-write", .paid, is: .interrupted),
        Case("model-failed", .paid, is: .interrupted), Case("worker-killed", .paid, is: .interrupted),
        Case("compile-failed", .paid, is: .interrupted), Case("configuration", .paid, is: .interrupted),
        Case("deadline-exceeded", .paid, is: .interrupted), Case("interrupted", .paid, is: .interrupted),
        Case("store-unusable", .paid, is: .interrupted), Case("some-code-of-tomorrow", .paid, is: .interrupted),
        // The task was to be cancelled.
        Case("canceled", .canceling, final: true, is: .canceled), Case("interrupted", .canceling, is: .interrupted),
        Case("not-canceled", .canceling, is: .interrupted),
        // A submission without an answer outweighs everything.
        Case("outcome-unknown", .submitting, open: true, is: .unknown), Case("outcome-unknown", .unpaid, is: .unknown),
        Case("interrupted", .submitting, open: true, is: .unknown),
        Case("canceled", .submitting, open: true, is: .unknown),
        Case("store-unusable", .paid, open: true, is: .unknown),
        Case("worker-killed", .submitting, open: true, is: .unknown),
    ]

    @Test(arguments: cases) func `a run is recorded as what it is`(_ row: Case) {
        #expect(RunFate(row.facts) == row.fate)
    }
}
