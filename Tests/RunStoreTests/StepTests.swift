import Foundation
import InferenceKit
import RunStore
import SQLiteRunStore
import Testing

struct StepTests {
    private func record(
        _ name: String,
        _ phase: StepRecord.Phase,
        paid: Bool = false,
        result: JSONValue? = nil,
        ordinal: Int = 0
    ) -> StepRecord {
        let error: PredictionError? = [.failed, .unknown].contains(phase) ? PredictionError(.modelFailed, "no") : nil
        return StepRecord(name: name, ordinal: ordinal, paid: paid, phase: phase, result: result, error: error)
    }

    @Test func `every attempt at a step is kept with its times`() async throws {
        let fixture = try await StoreFixture()
        let (database, start) = (fixture.database, fixture.start)
        let lease = try await fixture.begin(fixture.run())
        let phases: [StepRecord.Phase] = [.began, .failed, .began, .succeeded]
        for (second, phase) in phases.enumerated() {
            let step = record("detect", phase, result: phase == .succeeded ? ["masks": 2] : nil)
            try await database.record(step, lease, at: start.addingTimeInterval(Double(second)))
        }
        let steps = try await database.steps(of: lease.run)
        #expect(steps.map(\.attempt) == [1, 2])
        #expect(steps.map(\.record.phase) == [.failed, .succeeded])
        #expect(steps.map { $0.ended?.timeIntervalSince($0.began) } == [1, 1])
        #expect(steps[0].record.error?.message == "no" && steps[1].record.result == ["masks": 2])
        #expect(steps.recordedSteps.map(\.record) == [steps[1].record])
        #expect(steps.recordedSteps[0].secondsSinceEpoch == Int64(start.timeIntervalSince1970) + 3)
        #expect(try await database.run(named: lease.run.description).isPaid == false)
    }

    @Test func `a run is paid once a paid step has succeeded`() async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        for phase in [StepRecord.Phase.began, .succeeded] {
            #expect(try await fixture.database.run(named: lease.run.short).isPaid == false)
            try await fixture.database.record(record("submit", phase, paid: true), lease, at: fixture.start)
        }
        #expect(try await fixture.database.run(named: lease.run.short).isPaid)
    }

    @Test func `a resumed run gets results back in the order of their ends, and paid steps without an outcome`()
        async throws
    {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        let story: [StepRecord] = [
            record("stage a", .began), record("stage b", .began), record("stage b", .succeeded, result: "b"),
            record("stage a", .succeeded, result: "a"), record("detect", .began), record("detect", .failed),
            record("poll", .began), record("submit", .began, paid: true), record("submit", .unknown, paid: true),
        ]
        for (second, step) in story.enumerated() {
            try await fixture.database.record(step, lease, at: fixture.start.addingTimeInterval(Double(second)))
        }
        let back = try await fixture.database.steps(of: lease.run).recordedSteps
        #expect(back.map(\.record.name) == ["stage b", "stage a", "submit"])
    }

    @Test(arguments: [
        // An end without a beginning, with another ordinal, or of another kind.
        [("submit", StepRecord.Phase.succeeded, true, 0)],
        [("detect", .began, false, 0), ("detect", .succeeded, false, 1)],
        [("detect", .began, false, 0), ("detect", .succeeded, true, 0)],
        // Twice open, or twice ended.
        [("detect", .began, false, 0), ("detect", .began, false, 0)],
        [("detect", .began, false, 0), ("detect", .failed, false, 0), ("detect", .failed, false, 0)],
        // Paid twice.
        [("submit", .began, true, 0), ("submit", .unknown, true, 0), ("submit", .began, true, 0)],
        [("submit", .began, true, 0), ("submit", .succeeded, true, 0), ("submit", .began, true, 0)],
    ])
    func `a record that does not follow from the ones before is refused`(
        story: [(String, StepRecord.Phase, Bool, Int)]
    ) async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        for (name, phase, paid, ordinal) in story.dropLast() {
            try await fixture.database.record(
                record(name, phase, paid: paid, ordinal: ordinal),
                lease,
                at: fixture.start
            )
        }
        let before = try await fixture.database.steps(of: lease.run)
        let (name, phase, paid, ordinal) = try #require(story.last)
        let error = await #expect(throws: RunStoreError.self) {
            try await fixture.database.record(
                record(name, phase, paid: paid, ordinal: ordinal),
                lease,
                at: fixture.start
            )
        }
        #expect(error?.code == .stepConflict)
        #expect(try await fixture.database.steps(of: lease.run) == before)
    }

    @Test func `a free step that a killed process left open begins again`() async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.record(record("detect", .began), lease, at: fixture.start)
        let later = fixture.start.addingTimeInterval(61)
        let next = try await fixture.database.acquire(lease.run, for: .current, at: later)
        for phase in [StepRecord.Phase.began, .succeeded] {
            try await fixture.database.record(record("detect", phase), next, at: later)
        }
        #expect(try await fixture.database.steps(of: lease.run).map(\.record.phase) == [.began, .succeeded])
    }

    @Test func `a paid step without an end makes the run unknown once nobody works on it`() async throws {
        let fixture = try await StoreFixture()
        let (database, start) = (fixture.database, fixture.start)
        let lease = try await database.create(fixture.run(), owner: .elsewhere, budget: nil)
        try await database.record(record("submit", .began, paid: true), lease, at: start)
        try await database.settle(at: start.addingTimeInterval(59))
        #expect(try await database.run(named: lease.run.short).status == .queued)

        let later = start.addingTimeInterval(61)
        try await database.settle(at: later)
        let run = try await database.run(named: lease.run.short)
        #expect(run.status == .unknown && run.ended == later && run.lease == nil)
        #expect(
            run.failure?.message
                == "the paid step 'submit' began at 2026-01-05T12:21:33Z and its outcome was never recorded: "
                + "it may have been accepted, and up to $1.20 may have been charged"
        )
        #expect(run.failure?.exitStatus == 76)

        let next = try await database.acquire(lease.run, for: .current, at: later)
        try await database.abandonUnknownSteps(next, at: later)
        #expect(try await database.run(named: lease.run.short).status == .processing)
        try await database.settle(at: later)
        #expect(try await database.run(named: lease.run.short).status == .processing)
        #expect(try await database.steps(of: lease.run).recordedSteps.isEmpty)
        for phase in [StepRecord.Phase.began, .succeeded] {
            try await database.record(record("submit", phase, paid: true), next, at: later)
        }
        try await database.end(.success(), next, at: later)
        #expect(try await database.run(named: lease.run.short).status == .succeeded)
    }

    @Test func `a run whose process is there stays as it is, however long that slept`() async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.record(record("submit", .began, paid: true), lease, at: fixture.start)
        try await fixture.database.settle(at: fixture.start.addingTimeInterval(3_600))
        #expect(try await fixture.database.run(named: lease.run.short).status == .queued)
    }

    @Test(arguments: [StepRecord.Phase.succeeded, .failed, .unknown])
    func `what came of a paid step is recorded although the run was taken for one of unknown outcome`(
        phase: StepRecord.Phase
    ) async throws {
        let fixture = try await StoreFixture()
        let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
        let lease = try await database.create(fixture.run(), owner: .elsewhere, budget: nil)
        try await database.record(record("submit", .began, paid: true), lease, at: fixture.start)
        try await database.settle(at: later)
        #expect(try await database.run(named: lease.run.short).status == .unknown)
        try await database.record(record("submit", phase, paid: true), lease, at: later)
        let run = try await database.run(named: lease.run.short)
        #expect(run.status == (phase == .unknown ? .unknown : .processing))
        #expect(run.isPaid == (phase == .succeeded))
        #expect((run.failure == nil) == (phase != .unknown))
        #expect(try await database.steps(of: lease.run).map(\.record.phase) == [phase])
    }

    @Test func `an answer that comes after the user has given it up belongs to nobody`() async throws {
        let fixture = try await StoreFixture()
        let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
        let lease = try await database.create(fixture.run(), owner: .elsewhere, budget: nil)
        try await database.record(record("submit", .began, paid: true), lease, at: fixture.start)
        try await database.settle(at: later)
        try await database.abandonUnknownSteps(database.acquire(lease.run, for: .current, at: later), at: later)
        let error = await #expect(throws: RunStoreError.self) {
            try await database.record(record("submit", .succeeded, paid: true), lease, at: later)
        }
        #expect(error?.code == .leaseLost)
    }

    @Test func `the order of ends is kept when the clock is set back`() async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        for (index, name) in ["submit", "poll"].enumerated() {
            for phase in [StepRecord.Phase.began, .succeeded] {
                try await fixture.database.record(
                    record(name, phase, paid: name == "submit", result: phase == .succeeded ? 1 : nil),
                    lease,
                    at: fixture.start.addingTimeInterval(Double(index) * -3_600)
                )
            }
        }
        #expect(
            try await fixture.database.steps(of: lease.run).recordedSteps.map(\.record.name) == ["submit", "poll"]
        )
    }

    @Test func `a run that says itself that its outcome is unknown can be begun again`() async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.end(.unknown(.sample, log: []), lease, at: fixture.start)
        let next = try await fixture.database.acquire(lease.run, for: .current, at: fixture.start)
        try await fixture.database.abandonUnknownSteps(next, at: fixture.start)
        #expect(try await fixture.database.run(named: lease.run.short).status == .processing)
    }

    @Test func `a run that stops with an undecided paid step ends as unknown`() async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.record(record("submit", .began, paid: true), lease, at: fixture.start)
        try await fixture.database.end(.interrupted(.sample, log: []), lease, at: fixture.start)
        #expect(try await fixture.database.run(named: lease.run.short).status == .unknown)
    }

    @Test func `outputs that are about to get their names outlast an interruption and no other end`() async throws {
        let fixture = try await StoreFixture()
        var lease = try await fixture.begin(fixture.run())
        let file = RunFile(name: "video", path: "/a.mp4", sizeBytes: 3, sha256: "aa")
        try await fixture.database.update(.status(.processing), lease, at: fixture.start)
        try await fixture.database.update(
            .completing(output: ["video": "/a.mp4"], files: [file]),
            lease,
            at: fixture.start
        )
        try await fixture.database.end(.interrupted(.sample, log: []), lease, at: fixture.start)
        let stopped = try await fixture.database.run(named: lease.run.short)
        #expect(stopped.files == [file] && stopped.output == ["video": "/a.mp4"])
        lease = try await fixture.database.acquire(lease.run, for: .current, at: fixture.start)
        try await fixture.database.end(.failed(.sample, log: []), lease, at: fixture.start)
        let failed = try await fixture.database.run(named: lease.run.short)
        #expect(failed.files.isEmpty && failed.output == nil)
    }
}
