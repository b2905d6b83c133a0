import Foundation
import InferenceKit
import Quantities
import RunStore
import RunStoreFixtures
import Testing

struct RuleTests {
    private static let failure = RunFailure(code: "c", message: "m", exitStatus: 1)

    @Test func `a run stands in for another that asks for the same of the same service, and for no other`() {
        let time = Date.sample
        let changes: [(String, (inout Run) -> Void)] = [
            ("another endpoint", { $0.service.endpoint = "https://elsewhere.example.com" }),
            ("an emulator", { $0.service.usesOwnEmulator = true }),
            ("another version", { $0.model.key += "x" }),
            ("another model", { $0.model.name += "x" }),
            ("other inputs", { $0.input.fingerprint += "x" }),
            ("another caller", { $0.caller = "somebody else" }),
        ]
        var open = Run.sample(at: time)
        open.service.endpoint = "https://service.example.com"
        var done = open
        done.status = .succeeded
        #expect(open.canStandIn(for: open, at: time) && done.canAnswer(open))
        #expect(!done.canStandIn(for: open, at: time) && !open.canAnswer(done))
        for (what, change) in changes {
            var other = open
            change(&other)
            #expect(!open.canStandIn(for: other, at: time), "\(what)")
            #expect(!done.canAnswer(other), "\(what)")
        }
    }

    @Test(arguments: RunStatus.allCases, [true, false])
    func `what was paid and not fetched is not removed by accident, whoever may drive it`(
        status: RunStatus,
        isPaid: Bool
    ) {
        var run = Run.sample(at: .sample)
        (run.status, run.isPaid) = (status, isPaid)
        let isOpen = [.queued, .starting, .processing].contains(status)
        for isEnqueued in [false, true] {
            run.isEnqueued = isEnqueued
            #expect(run.mayHoldUnfetchedResult == (status == .unknown || isPaid && isOpen))
        }
        run.service.usesOwnEmulator = true
        #expect(!run.mayHoldUnfetchedResult)
    }

    @Test(arguments: RunStatus.allCases, RunStatus.allCases)
    func `a run that is driven starts or processes, and nothing else`(status: RunStatus, next: RunStatus) {
        let isOpen = [.queued, .starting, .processing].contains(status)
        #expect(status.canBecome(next) == (isOpen && [.starting, .processing].contains(next)))
    }

    @Test(arguments: RunStatus.allCases)
    func `a run ends once, unless its outcome was unknown`(status: RunStatus) {
        #expect(status.canEnd == ![.succeeded, .failed, .canceled].contains(status))
        #expect(status.afterPaidOutcome(hasUndecidedSteps: true) == status)
        #expect(status.afterPaidOutcome(hasUndecidedSteps: false) == (status == .unknown ? .processing : status))
        #expect(status.afterGivingUp == (status == .unknown ? .processing : status))
    }

    @Test(arguments: [
        (RunEnding.failed(failure, log: []), RunStatus.failed), (.canceled(failure, log: []), .canceled),
        (.interrupted(failure, log: []), .processing), (.unknown(failure, log: []), .unknown),
    ])
    func `an undecided paid step makes every end without outputs unknown`(ending: RunEnding, status: RunStatus) {
        #expect(ending.status(hasUndecidedSteps: false) == status)
        #expect(ending.status(hasUndecidedSteps: true) == .unknown)
        let success = RunEnding.succeeded(output: [:], files: [], price: .usd(1), log: [])
        #expect(success.status(hasUndecidedSteps: true) == .succeeded)
        #expect(success.status(hasUndecidedSteps: false) == .succeeded)
    }

    /// An earlier attempt, and whether the step may begin again under the lease 2.
    struct Earlier: Sendable, CustomTestStringConvertible {
        var phase: StepRecord.Phase
        var isPaid: Bool
        var isAbandoned = false
        var token: Int64 = 1
        var mayBegin: Bool
        var testDescription: String { "\(phase), paid \(isPaid), abandoned \(isAbandoned), token \(token)" }
    }

    @Test(arguments: [
        Earlier(phase: .began, isPaid: false, mayBegin: true),
        Earlier(phase: .began, isPaid: false, token: 2, mayBegin: false),
        Earlier(phase: .succeeded, isPaid: false, mayBegin: true),
        Earlier(phase: .failed, isPaid: false, token: 2, mayBegin: true),
        Earlier(phase: .unknown, isPaid: false, mayBegin: true),
        Earlier(phase: .began, isPaid: true, mayBegin: false),
        Earlier(phase: .began, isPaid: true, token: 2, mayBegin: false),
        Earlier(phase: .succeeded, isPaid: true, mayBegin: false),
        Earlier(phase: .unknown, isPaid: true, mayBegin: false),
        Earlier(phase: .failed, isPaid: true, mayBegin: true),
        Earlier(phase: .began, isPaid: true, isAbandoned: true, mayBegin: true),
        Earlier(phase: .unknown, isPaid: true, isAbandoned: true, token: 2, mayBegin: true),
    ])
    func `a paid step that may have succeeded does not begin again`(earlier: Earlier) {
        let attempt = StepRules.Attempt(
            phase: earlier.phase,
            isPaid: earlier.isPaid,
            isAbandoned: earlier.isAbandoned,
            token: earlier.token
        )
        let harmless = StepRules.Attempt(phase: .failed, isPaid: true, isAbandoned: false, token: 1)
        for isPaid in [true, false] {
            for attempts in [[attempt], [harmless, attempt], [attempt, harmless]] {
                let step = StepRecord(name: "submit", paid: isPaid, phase: .began)
                if earlier.mayBegin {
                    #expect(throws: Never.self) {
                        try StepRules.requireMayBegin(step, after: attempts, token: 2)
                    }
                } else {
                    let error = #expect(throws: RunStoreError.self) {
                        try StepRules.requireMayBegin(step, after: attempts, token: 2)
                    }
                    #expect(error?.code == .stepConflict)
                }
            }
        }
    }

    // MARK: Lost outcomes

    private static let now = Date(timeIntervalSince1970: 1_767_615_693)
    private static let there = RunOwner(host: "other.example", boot: "b", processID: 7, processStart: 1)
    private static let ended = RunOwner(
        host: RunOwner.current.host,
        boot: RunOwner.current.boot,
        processID: RunOwner.current.processID,
        processStart: RunOwner.current.processStart - 1
    )

    @Test(
        arguments: [
            (nil, 0.0, true), (there, 1, false), (there, 0, true), (there, -1, true), (RunOwner.current, 1, false),
            (RunOwner.current, -3_600, false), (ended, 1, true), (ended, -1, true),
        ] as [(RunOwner?, Double, Bool)]
    )
    func `an outcome is lost once no process can record it`(owner: RunOwner?, secondsLeft: Double, isLost: Bool) {
        let submission = Self.submission(
            lease: owner.map {
                RunLease(
                    run: RunID(milliseconds: 0, random: 0),
                    owner: $0,
                    token: 1,
                    acquired: Self.now,
                    expires: Self.now.addingTimeInterval(secondsLeft)
                )
            }
        )
        #expect(submission.isLost(at: Self.now) == isLost)
    }

    private static func submission(
        taskID: String? = nil,
        estimate: RunPrice = .usd(1.2),
        isCharged: Bool = true,
        lease: RunLease? = nil
    ) -> OpenSubmission {
        OpenSubmission(
            run: RunID(milliseconds: 0, random: 0),
            step: "submit",
            began: now,
            taskID: taskID,
            estimate: estimate,
            isCharged: isCharged,
            lease: lease
        )
    }

    @Test(arguments: [
        (submission(), "up to $1.20 may have been charged"),
        (submission(estimate: .unknown), "an unknown amount may have been charged"),
        (submission(isCharged: false), "nothing is charged for it"),
        (submission(taskID: "t1"), "up to $1.20 may have been charged; the task is 't1'"),
    ])
    func `a lost outcome says what is at stake`(submission: OpenSubmission, stake: String) {
        let failure = submission.failure
        #expect(failure.code == "outcome-unknown" && failure.exitStatus == 76)
        #expect(
            failure.message
                == "the paid step 'submit' began at 2026-01-05T12:21:33Z and its outcome was never recorded: "
                + "it may have been accepted, and \(stake)"
        )
        #expect(
            failure.help
                == "check at the service whether it was accepted; if it was not, submit it again with "
                + "'runner runs resume 000000 --resubmit'; if it was, fetch its result with "
                + "'runner runs resume 000000 --task ID', or remove the run with 'runner runs rm 000000 --force'"
        )
    }

    // MARK: Money

    @Test(arguments: [
        (1.8, "$1.80"), (0, "$0.00"), (0.12345, "$0.1235"), (0.125, "$0.125"), (1_234.5, "$1234.50"), (-0.5, "-$0.50"),
        (.infinity, "$inf"), (1e13, "$10000000000000.0"), (0.00004, "$0.00"), (0.999_99, "$1.00"),
    ])
    func `an amount has cents, and more digits only where they matter`(usd: Double, text: String) {
        #expect(Dollars.text(usd) == text)
    }

    @Test(arguments: [
        (0.3, true), (0.30000001, false), (0.2999, true),
    ])
    func `a budget is exhausted to the cent`(estimate: Double, fits: Bool) throws {
        let budget = RunBudget(usd: 0.6, since: Self.now.addingTimeInterval(-86_400))
        // 0.1 + 0.2 is a little more than 0.3, and so is the sum a little more than 0.6.
        let use = BudgetUse(usd: 0.1 + 0.2)
        #expect(use.usd + 0.3 > budget.usd)
        let require = { try budget.require(.usd(estimate), besides: use, at: Self.now) { [] } }
        if fits {
            try require()
        } else {
            #expect(throws: RunStoreError.self) { try require() }
        }
    }

    @Test func `the period of a limit is stated`() throws {
        for (seconds, text) in [
            (86_400.0, "in the last 24 hours"), (3_600 * 7, "in the last 7 hours"),
            (1_800, "since 2026-01-05T11:51:33Z"),
        ] {
            let budget = RunBudget(usd: 1, since: Self.now.addingTimeInterval(-seconds))
            let error = #expect(throws: RunStoreError.self) {
                try budget.require(.usd(1), besides: BudgetUse(usd: 0.5), at: Self.now) { [] }
            }
            #expect(error?.message.contains("has been spent or reserved \(text); the limit is $1.00") == true)
        }
    }
}
