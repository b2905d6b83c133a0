import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

@testable import ModelOutputs
@testable import RunnerCore

/// What becomes of a run that has no result: money that was spent is never given up.
struct RunFateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var facts: RunFate.Facts
        var fate: RunFate

        init(
            _ code: String,
            _ payment: PaymentState,
            open: Bool = false,
            final: Bool = false,
            emulator: Bool = false,
            queue: QueueTerms? = nil,
            untouched: Bool = false,
            is fate: RunFate
        ) {
            facts = RunFate.Facts(
                code: code,
                isFinal: final,
                payment: payment,
                isOutcomeOpen: open,
                usesOwnEmulator: emulator,
                queue: queue,
                isUntouched: untouched
            )
            self.fate = fate
        }

        var testDescription: String { "\(facts.code) \(facts.payment) open: \(facts.isOutcomeOpen) -> \(fate)" }
    }

    /// Of an enqueued run that was never at fault, and of one that was as often as it may.
    private static let (patient, weary) = (QueueTerms(faults: 0) { _ in .zero }, QueueTerms(faults: 4) { _ in .zero })
    /// Of a run whose caller waits.
    private static let own = QueueTerms(faults: 4)

    static let cases = [
        // Nothing was paid.
        Case("invalid-input", .unpaid, is: .failed), Case("service-unavailable", .unpaid, is: .failed),
        Case("model-failed", .unpaid, is: .failed), Case("access-denied", .unpaid, is: .failed),
        Case("compile-failed", .unpaid, is: .failed), Case("cannot-write", .unpaid, is: .failed),
        Case("interrupted", .unpaid, is: .interrupted), Case("deadline-exceeded", .unpaid, is: .interrupted),
        Case("worker-killed", .unpaid, is: .interrupted), Case("store-unusable", .unpaid, is: .interrupted),
        Case("model-changed", .unpaid, is: .interrupted), Case("model-changed", .paid, is: .interrupted),
        Case("too-many-open-files", .unpaid, is: .interrupted), Case("too-many-open-files", .paid, is: .interrupted),
        Case("canceled", .unpaid, is: .canceled),
        // An enqueued run waits for whatever is away, and a fault of its own ends it in the end, with the reason.
        Case("service-unavailable", .unpaid, queue: patient, is: .interrupted),
        Case("service-unavailable", .unpaid, queue: weary, is: .interrupted),
        Case("deadline-exceeded", .unpaid, queue: weary, is: .interrupted),
        Case("access-denied", .unpaid, queue: weary, is: .interrupted),
        Case("files-unreachable", .unpaid, queue: weary, is: .interrupted),
        Case("files-unreachable", .unpaid, queue: weary, untouched: true, is: .interrupted),
        Case("model-failed", .unpaid, queue: patient, is: .failed),
        Case("worker-killed", .unpaid, queue: patient, is: .interrupted),
        Case("worker-killed", .unpaid, queue: weary, is: .failed),
        Case("worker-killed", .paid, queue: weary, is: .interrupted),
        Case("invalid-input", .unpaid, queue: patient, untouched: true, is: .interrupted),
        Case("invalid-input", .unpaid, queue: weary, untouched: true, is: .failed),
        Case("service-unavailable", .unpaid, queue: own, is: .failed),
        Case("deadline-exceeded", .unpaid, queue: own, is: .failed),
        Case("deadline-exceeded", .paid, queue: own, is: .interrupted),
        Case("files-unreachable", .unpaid, queue: own, is: .interrupted),
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
        // Whoever has taken the run over records what becomes of it.
        Case("lease-lost", .unpaid, is: .takenOver), Case("lease-lost", .paid, is: .takenOver),
        Case("lease-lost", .submitting, open: true, is: .takenOver),
        // Nothing can be resumed with an emulator that is gone.
        Case("interrupted", .paid, emulator: true, is: .lost), Case("interrupted", .unpaid, emulator: true, is: .lost),
        Case("outcome-unknown", .submitting, open: true, emulator: true, is: .lost),
        Case("canceled", .paid, emulator: true, is: .canceled),
        Case("task-failed", .paid, final: true, emulator: true, is: .failed),
    ]

    @Test(arguments: cases) func `a run is recorded as what it is`(_ row: Case) {
        #expect(RunFate(row.facts) == row.fate)
    }

    /// What a run leaves, by its fate.
    struct Leftovers: Sendable, CustomTestStringConvertible {
        var fate: RunFate
        var payment: PaymentState
        var isComplete: Bool
        var leftovers: OutputPlan.Leftovers
        var testDescription: String { "\(fate) \(payment) complete: \(isComplete) -> \(leftovers)" }
    }

    static let leftovers =
        [PaymentState.unpaid, .submitting, .paid, .canceling].flatMap { payment in
            [false, true].flatMap { isComplete -> [Leftovers] in
                let isWorthKeeping = payment != .unpaid || isComplete
                return RunFate.allCases.map { fate in
                    let leftovers: OutputPlan.Leftovers =
                        switch fate {
                        case .succeeded, .takenOver: .untouched
                        case .interrupted, .unknown: isComplete ? .keptForUser : .kept
                        case .failed, .canceled, .lost: isWorthKeeping ? .keptForUser : .deleted
                        }
                    return Leftovers(fate: fate, payment: payment, isComplete: isComplete, leftovers: leftovers)
                }
            }
        }

    @Test(arguments: leftovers) func `what was paid for is never deleted`(_ row: Leftovers) {
        #expect(row.fate.leftovers(row.payment, isComplete: row.isComplete) == row.leftovers)
    }

    @Test(arguments: RunStatus.allCases)
    func `a record of a run whose emulator is gone tells nobody to continue it`(_ status: RunStatus) {
        let open: Set<RunStatus> = [.queued, .starting, .processing]
        var run = Run.sample(at: .sample)
        run.status = status
        #expect(RunFate(recorded: run).ending(.sample, log: []) != nil || status == .succeeded)
        #expect((RunFate(recorded: run) == .interrupted) == open.contains(status))
        run.service.usesOwnEmulator = true
        #expect((RunFate(recorded: run) == .lost) == open.contains(status))
    }

    @Test func `what is recorded follows from the fate`() {
        let failure = RunFailure(code: "x", message: "y", exitStatus: 70)
        #expect(RunFate.interrupted.ending(failure, log: ["l"]) == .interrupted(failure, log: ["l"]))
        #expect(RunFate.failed.ending(failure, log: []) == .failed(failure, log: []))
        #expect(RunFate.lost.ending(failure, log: []) == .failed(failure, log: []))
        #expect(RunFate.canceled.ending(failure, log: []) == .canceled(failure, log: []))
        #expect(RunFate.unknown.ending(failure, log: []) == .unknown(failure, log: []))
        for fate in [RunFate.succeeded, .takenOver] { #expect(fate.ending(failure, log: []) == nil) }
    }
}
