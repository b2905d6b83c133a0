import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

/// Outcomes of paid steps that become known after the process of the run has died.
struct LateOutcomeTests {
    @Test(arguments: StoreUnderTest.all, [StepRecord.Phase.succeeded, .failed])
    func `an outcome that is found later settles the last attempt at the step`(
        store: StoreUnderTest,
        phase: StepRecord.Phase
    ) async throws {
        // The process died during the submission, or has recorded that it got no answer.
        for phases in [[.began], [.began, .unknown]] as [[StepRecord.Phase]] {
            let fixture = try await StoreFixture(store)
            let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
            let lease = try await database.create(fixture.run(), owner: .elsewhere, budget: nil)
            for phase in phases {
                try await database.record(record("submit", phase, paid: true), lease, at: fixture.start)
            }
            try await database.settle(at: later)
            let next = try await database.acquire(lease.run, for: .current, at: later)
            #expect(try await database.run(named: lease.run.short).status == .unknown)
            let outcome = record("submit", phase, paid: true, result: phase == .succeeded ? ["task_id": "t1"] : nil)
            try await database.adopt(outcome, next, at: later)
            let run = try await database.run(named: lease.run.short)
            #expect(run.status == .processing && run.failure == nil && run.isPaid == (phase == .succeeded))
            #expect(try await database.steps(of: lease.run).map(\.record) == [outcome])
            let cost = try await database.cost(since: nil, by: nil).first
            #expect(cost?.paidRuns == (phase == .succeeded ? 1 : 0) && cost?.undecidedRuns == 0)
            // There is one outcome.
            let again = await #expect(throws: RunStoreError.self) {
                try await database.adopt(outcome, next, at: later)
            }
            #expect(again?.code == .stepConflict)
            #expect(try await contradictions(in: database) == [])
        }
    }

    @Test(arguments: StoreUnderTest.all, [StepRecord.Phase.succeeded, .failed])
    func `an answer settles the submission that it answers, and one that was given up is only noted`(
        store: StoreUnderTest,
        phase: StepRecord.Phase
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
        let first = try await database.create(fixture.run(), owner: .elsewhere, budget: nil)
        try await fixture.pay(first, [.began, .unknown])
        let second = try await database.acquire(first.run, for: .current, at: later)
        try await database.abandonUnknownSteps(second, at: later)
        try await fixture.pay(second, [.began, .unknown], at: later)
        try await database.end(.unknown(.sample, log: []), second, at: later)
        let third = try await database.acquire(first.run, for: .current, at: later)
        // The answer to the first submission says nothing about the second.
        let outcome = record("submit", phase, paid: true, result: phase == .succeeded ? ["task_id": "t1"] : nil)
        let answer = StepAnswer(token: first.token, task: phase == .succeeded ? "t1" : nil)
        let note = try await database.adopt(outcome, answering: answer, third, at: later)
        #expect(
            note?.error?.message.contains(phase == .succeeded ? "accepted it as task 't1'" : "refused it: no") == true
        )
        var run = try await database.run(named: first.run.short)
        #expect(run.status == .unknown && !run.isPaid && run.taskID == nil)
        let steps = try await database.steps(of: first.run)
        #expect(steps.map(\.isAbandoned) == [true, false] && steps.map(\.record.phase) == [.unknown, .unknown])
        #expect(steps[0].record == note && steps[0].record.error?.taskID == answer.task)
        // That to the second settles it, and no other answer does.
        let stray = StepAnswer(token: third.token)
        let error = await #expect(throws: RunStoreError.self) {
            try await database.adopt(outcome, answering: stray, third, at: later)
        }
        #expect(error?.code == .stepConflict)
        let own = StepAnswer(token: second.token)
        #expect(try await database.adopt(outcome, answering: own, third, at: later) == nil)
        run = try await database.run(named: first.run.short)
        #expect(run.status == .processing && run.isPaid == (phase == .succeeded))
        #expect(try await contradictions(in: database) == [])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run whose outcome may still arrive stays as it is until it arrives`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
        var runs: [RunID] = []
        for _ in 0..<2 {
            let lease = try await database.create(fixture.run(), owner: .elsewhere, budget: nil)
            try await database.update(.status(.processing), lease, at: fixture.start)
            try await database.record(record("submit", .began, paid: true), lease, at: fixture.start)
            runs.append(lease.run)
        }
        try await database.settle(at: later, except: [runs[0]])
        #expect(try await database.run(named: runs[0].short).status == .processing)
        #expect(try await database.run(named: runs[1].short).status == .unknown)
        let next = try await database.acquire(runs[0], for: .current, at: later)
        try await database.adopt(record("submit", .succeeded, paid: true), next, at: later)
        let run = try await database.run(named: runs[0].short)
        #expect(run.status == .processing && run.isPaid)
        #expect(try await contradictions(in: database) == [])
    }

    @Test(arguments: StoreUnderTest.all)
    func `only what settles an undecided paid step is adopted, and only with the lease`(store: StoreUnderTest)
        async throws
    {
        let fixture = try await StoreFixture(store)
        let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
        let lease = try await fixture.begin(fixture.run())
        try await database.record(record("detect", .began), lease, at: fixture.start)
        try await database.record(record("submit", .began, paid: true), lease, at: fixture.start)
        for outcome in [
            record("submit", .unknown, paid: true), record("submit", .began, paid: true), record("detect", .succeeded),
            record("detect", .succeeded, paid: true), record("submit", .succeeded, paid: true, ordinal: 1),
        ] {
            let error = await #expect(throws: RunStoreError.self) {
                try await database.adopt(outcome, lease, at: later)
            }
            #expect(error?.code == .stepConflict)
        }
        let next = try await database.acquire(lease.run, for: .elsewhere, at: later)
        let lost = await #expect(throws: RunStoreError.self) {
            try await database.adopt(record("submit", .failed, paid: true), lease, at: later)
        }
        #expect(lost?.code == .leaseLost)
        // An attempt that the user has given up keeps its unknown outcome.
        try await database.adopt(record("submit", .failed, paid: true), next, at: later)
        try await database.record(record("submit", .began, paid: true), next, at: later)
        try await database.record(record("submit", .unknown, paid: true), next, at: later)
        try await database.abandonUnknownSteps(next, at: later)
        let late = await #expect(throws: RunStoreError.self) {
            try await database.adopt(record("submit", .succeeded, paid: true), next, at: later)
        }
        #expect(late?.code == .stepConflict)
    }
}
