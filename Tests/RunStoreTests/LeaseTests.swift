import Foundation
import InferenceKit
import RunStore
import SQLiteRunStore
import Testing

struct LeaseTests {
    private let elsewhere = RunOwner.elsewhere
    private let gone = {
        var owner = RunOwner.current
        owner.processStart -= 1
        return owner
    }()

    @Test func `a run that somebody works on is not given away`() async throws {
        let fixture = try await StoreFixture()
        let run = fixture.run()
        _ = try await fixture.database.create(run, owner: elsewhere, budget: nil)
        let error = await #expect(throws: RunStoreError.self) {
            try await fixture.database.acquire(run.id, for: .current, at: fixture.start.addingTimeInterval(59))
        }
        #expect(error?.code == .locked)
        #expect(
            error?.message
                == "process 7 on 'other.example' has been working on the run '\(run.id.short)' since 2026-01-05T12:21:33Z, "
                + "so it cannot be resumed now"
        )
        #expect(
            error?.help
                == "wait for it with 'runner runs wait \(run.id.short)'; if that process has died, the run is free at "
                + "2026-01-05T12:22:33Z"
        )
    }

    @Test func `a run goes to the next one when its hold ended, its owner is gone, or it was given back`() async throws
    {
        let fixture = try await StoreFixture()
        let (database, start) = (fixture.database, fixture.start)
        let run = fixture.run()
        var lease = try await database.create(run, owner: elsewhere, budget: nil)
        #expect(lease.token == 1)
        lease = try await database.acquire(run.id, for: gone, at: start.addingTimeInterval(61))
        #expect(lease.token == 2)
        lease = try await database.acquire(run.id, for: .current, at: start.addingTimeInterval(62))
        #expect(lease.token == 3)
        #expect(try await database.run(named: run.id.short).lease == lease)
        try await database.release(lease)
        #expect(try await database.run(named: run.id.short).lease == nil)
        lease = try await database.acquire(run.id, for: elsewhere, at: start.addingTimeInterval(63))
        #expect(lease.token == 4)
    }

    @Test func `a process that has lost its lease writes nothing any more`() async throws {
        let fixture = try await StoreFixture()
        let (database, later) = (fixture.database, fixture.start.addingTimeInterval(61))
        let lost = try await fixture.begin(fixture.run())
        _ = try await database.acquire(lost.run, for: elsewhere, at: later)
        let before = try await database.run(named: lost.run.short)
        let step = StepRecord(name: "submit", paid: true, phase: .began)
        let writes: [@Sendable () async throws -> Void] = [
            { try await database.record(step, lost, at: later) },
            { try await database.update(.status(.processing), lost, at: later) },
            { try await database.end(.success(), lost, at: later) },
            { try await database.release(lost) },
            { _ = try await database.renew(lost, at: later) },
        ]
        for write in writes {
            let error = await #expect(throws: RunStoreError.self) { try await write() }
            #expect(error?.code == .leaseLost)
            #expect(error?.message == "process 7 on 'other.example' has taken over the run '\(lost.run.short)'")
        }
        #expect(try await database.run(named: lost.run.short) == before)
        #expect(try await database.steps(of: lost.run).isEmpty)
    }

    @Test func `a lease is kept as long as it is renewed`() async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        for second in stride(from: 1.0, through: 200, by: 1) {
            #expect(try await fixture.database.renew(lease, at: fixture.start.addingTimeInterval(second)) == false)
        }
        let expires = try #require(try await fixture.database.run(named: lease.run.short).lease?.expires)
        #expect(expires.timeIntervalSince(fixture.start) >= 245)
        // Only a quarter of a lease used up is worth a write.
        #expect(expires.timeIntervalSince(fixture.start) <= 260)
    }

    @Test func `a cancellation reaches whoever works on the run, and nobody after that`() async throws {
        let fixture = try await StoreFixture()
        let (database, lease) = (fixture.database, try await fixture.begin(fixture.run()))
        try await database.requestCancel(lease.run)
        #expect(try await database.run(named: lease.run.short).isCancelRequested)
        #expect(try await database.renew(lease, at: fixture.start))
        try await database.release(lease)
        let next = try await database.acquire(lease.run, for: .current, at: fixture.start)
        #expect(try await database.renew(next, at: fixture.start) == false)

        let absent = RunID(milliseconds: 0, random: 0)
        let error = await #expect(throws: RunStoreError.self) { try await database.requestCancel(absent) }
        #expect(error?.code == .noSuchRun)
    }

    @Test func `a run that somebody works on is not removed, any other is with all that belongs to it`() async throws {
        let fixture = try await StoreFixture()
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.record(StepRecord(name: "a", paid: false, phase: .began), lease, at: fixture.start)
        let error = await #expect(throws: RunStoreError.self) {
            try await fixture.database.remove(lease.run, at: fixture.start)
        }
        #expect(error?.code == .locked)
        try await fixture.database.release(lease)
        let removed = try await fixture.database.remove(lease.run, at: fixture.start)
        #expect(removed.id == lease.run)
        #expect(try await fixture.database.runs(RunFilter()).isEmpty)
        #expect(try await fixture.database.steps(of: lease.run).isEmpty)
    }
}
