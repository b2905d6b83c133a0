import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

struct StepTests {
    @Test(arguments: StoreUnderTest.all)
    func `every attempt at a step is kept with its times`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
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

    @Test(arguments: StoreUnderTest.all)
    func `where the service's answers linked to comes back with a result`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        var poll = record("poll", .succeeded, result: "https://files.example/a")
        poll.linkedHosts = ["https://files.example:443"]
        for step in [record("poll", .began), poll, record("note", .began), record("note", .succeeded, result: "b")] {
            try await fixture.database.record(step, lease, at: fixture.start)
        }
        let back = try await fixture.database.steps(of: lease.run).recordedSteps
        #expect(back.map(\.record.linkedHosts) == [["https://files.example:443"], nil])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run is paid once a paid step has succeeded`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        for phase in [StepRecord.Phase.began, .succeeded] {
            #expect(try await fixture.database.run(named: lease.run.short).isPaid == false)
            try await fixture.database.record(record("submit", phase, paid: true), lease, at: fixture.start)
        }
        #expect(try await fixture.database.run(named: lease.run.short).isPaid)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a resumed run gets results back in the order of their ends, and paid steps without an outcome`(
        store: StoreUnderTest
    )
        async throws
    {
        let fixture = try await StoreFixture(store)
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

    @Test(
        arguments: StoreUnderTest.all,
        [
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
            [
                ("submit", .began, true, 0), ("submit", .failed, true, 0), ("submit", .began, true, 0),
                ("submit", .unknown, true, 0), ("submit", .began, true, 0),
            ],
            // Free where it was paid.
            [("submit", .began, true, 0), ("submit", .unknown, true, 0), ("submit", .began, false, 0)],
        ]
    )
    func `a record that contradicts the ones before is refused`(
        store: StoreUnderTest,
        story: [(String, StepRecord.Phase, Bool, Int)]
    ) async throws {
        let fixture = try await StoreFixture(store)
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

    @Test(arguments: StoreUnderTest.all)
    func `a free step that a killed process left open begins again`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.record(record("detect", .began), lease, at: fixture.start)
        let later = fixture.start.addingTimeInterval(61)
        let next = try await fixture.database.acquire(lease.run, for: .current, at: later)
        for phase in [StepRecord.Phase.began, .succeeded] {
            try await fixture.database.record(record("detect", phase), next, at: later)
        }
        #expect(try await fixture.database.steps(of: lease.run).map(\.record.phase) == [.began, .succeeded])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a paid step without an outcome makes the run unknown once no process drives it`(store: StoreUnderTest)
        async throws
    {
        let fixture = try await StoreFixture(store)
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

    @Test(arguments: StoreUnderTest.all)
    func `a run whose process is alive stays as it is, however long that slept`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.record(record("submit", .began, paid: true), lease, at: fixture.start)
        try await fixture.database.settle(at: fixture.start.addingTimeInterval(3_600))
        #expect(try await fixture.database.run(named: lease.run.short).status == .queued)
    }

    @Test(arguments: StoreUnderTest.all, [StepRecord.Phase.succeeded, .failed, .unknown])
    func `the outcome of a paid step is recorded even after the run was declared unknown`(
        store: StoreUnderTest,
        phase: StepRecord.Phase
    ) async throws {
        let fixture = try await StoreFixture(store)
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

    @Test(arguments: StoreUnderTest.all)
    func `an answer that arrives after the user has given it up is refused`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
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

    @Test(arguments: StoreUnderTest.all)
    func `the order of ends is kept when the clock is set back`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
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

    @Test(arguments: StoreUnderTest.all)
    func `a run that reported an unknown outcome can begin again`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.end(.unknown(.sample, log: []), lease, at: fixture.start)
        let next = try await fixture.database.acquire(lease.run, for: .current, at: fixture.start)
        try await fixture.database.abandonUnknownSteps(next, at: fixture.start)
        #expect(try await fixture.database.run(named: lease.run.short).status == .processing)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run that stops with an undecided paid step ends as unknown`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.record(record("submit", .began, paid: true), lease, at: fixture.start)
        try await fixture.database.end(.interrupted(.sample, log: []), lease, at: fixture.start)
        #expect(try await fixture.database.run(named: lease.run.short).status == .unknown)
    }

    @Test(arguments: StoreUnderTest.all)
    func `outputs that are about to get their names survive an interruption and no other end`(store: StoreUnderTest)
        async throws
    {
        let fixture = try await StoreFixture(store)
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

    @Test(arguments: StoreUnderTest.all)
    func `a paid step is not given up while the process that began it is alive here`(store: StoreUnderTest) async throws
    {
        let fixture = try await StoreFixture(store)
        let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
        // This process slept longer than its lease, and another one took the run over.
        let lease = try await fixture.begin(fixture.run())
        try await database.record(record("submit", .began, paid: true), lease, at: fixture.start)
        let next = try await database.acquire(lease.run, for: .elsewhere, at: later)
        let error = await #expect(throws: RunStoreError.self) {
            try await database.abandonUnknownSteps(next, at: later)
        }
        #expect(error?.code == .locked)
        #expect(
            error?.message
                == "process \(RunOwner.current.processID), which began the paid step 'submit' of the run '\(lease.run.short)', "
                + "is still running and may have the response"
        )
        #expect(try await database.steps(of: lease.run).map(\.isAbandoned) == [false])
        // Its answer is accepted, and then nothing stands in the way.
        try await database.record(record("submit", .failed, paid: true), lease, at: later)
        try await database.abandonUnknownSteps(next, at: later)
        try await database.record(record("submit", .began, paid: true), next, at: later)
    }

    @Test(arguments: StoreUnderTest.all, [RunOwner.current, .ended, .elsewhere])
    func `a paid step is given up when its process has ended, cannot be seen, or is the same`(
        store: StoreUnderTest,
        owner: RunOwner
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
        let lease = try await database.create(fixture.run(), owner: owner, budget: nil)
        try await database.record(record("submit", .began, paid: true), lease, at: fixture.start)
        let next = try await database.acquire(lease.run, for: .current, at: later)
        try await database.abandonUnknownSteps(next, at: later)
        #expect(try await database.steps(of: lease.run).map(\.isAbandoned) == [true])
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run has the statuses that follow one another, and ends once`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, time) = (fixture.database, fixture.start)
        func refuses(_ body: () async throws -> Void) async -> Bool {
            let error = await #expect(throws: RunStoreError.self) { try await body() }
            return error?.code == .stepConflict
        }
        let lease = try await fixture.begin(fixture.run())
        for status in [RunStatus.succeeded, .failed, .canceled, .unknown, .queued] {
            #expect(await refuses { try await database.update(.status(status), lease, at: time) })
        }
        for status in [RunStatus.starting, .processing, .starting] {
            try await database.update(.status(status), lease, at: time)
        }
        try await database.end(.success(), lease, at: time)
        let before = try await database.run(named: lease.run.short)
        let next = try await database.acquire(lease.run, for: .current, at: time)
        #expect(await refuses { try await database.update(.status(.processing), next, at: time) })
        #expect(await refuses { try await database.end(.failed(.sample, log: []), next, at: time) })
        try await database.release(next)
        #expect(try await database.run(named: lease.run.short) == before)
    }
}
