import Foundation
import InferenceKit
import RunStore
import RunStoreFixtures
import Testing

struct LeaseTests {
    private let elsewhere = RunOwner.elsewhere

    @Test(arguments: StoreUnderTest.all)
    func `a run that another process drives cannot be taken`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
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
                == "wait for it with 'runner runs wait \(run.id.short)'; if that process has died, the run becomes available at "
                + "2026-01-05T12:22:33Z"
        )
    }

    @Test(arguments: StoreUnderTest.all)
    func `a run can be taken when its lease has expired, its owner has ended, or it was given back`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let run = fixture.run()
        var lease = try await database.create(run, owner: elsewhere, budget: nil)
        #expect(lease.token == 1)
        lease = try await database.acquire(run.id, for: .ended, at: start.addingTimeInterval(61))
        #expect(lease.token == 2)
        lease = try await database.acquire(run.id, for: .current, at: start.addingTimeInterval(62))
        #expect(lease.token == 3)
        #expect(try await database.run(named: run.id.short).lease == lease)
        try await database.release(lease)
        #expect(try await database.run(named: run.id.short).lease == nil)
        lease = try await database.acquire(run.id, for: elsewhere, at: start.addingTimeInterval(63))
        #expect(lease.token == 4)
    }

    /// Expects that a lease gives no right to any write.
    private func expectRefused(_ lost: RunLease, in fixture: StoreFixture, at time: Date, message: String) async throws
    {
        let database = fixture.database
        let before = try await database.run(named: lost.run.short)
        let steps = try await database.steps(of: lost.run)
        let submit = StepRecord(name: "submit", paid: true, phase: .began)
        let detected = StepRecord(name: "detect", paid: false, phase: .succeeded)
        let writes: [@Sendable () async throws -> Void] = [
            { try await database.record(submit, lost, at: time) },
            { try await database.record(detected, lost, at: time) },
            { try await database.update(.status(.processing), lost, at: time) },
            { try await database.update(.task("7"), lost, at: time) },
            { try await database.end(.success(), lost, at: time) },
            { try await database.release(lost) },
            { _ = try await database.renew(lost, at: time) },
            { try await database.abandonUnknownSteps(lost, at: time) },
            { try await database.reserve(RunBudget(usd: 9, since: .distantPast), lost, at: time) },
        ]
        for (index, write) in writes.enumerated() {
            let error = await #expect(throws: RunStoreError.self, "\(index)") { try await write() }
            #expect(error?.code == .leaseLost, "\(index)")
            #expect(error?.message == message, "\(index)")
        }
        #expect(try await database.run(named: lost.run.short) == before)
        #expect(try await database.steps(of: lost.run) == steps)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a process that has lost its lease cannot write`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let later = fixture.start.addingTimeInterval(61)
        let lost = try await fixture.begin(fixture.run())
        let detect = StepRecord(name: "detect", paid: false, phase: .began)
        try await fixture.database.record(detect, lost, at: fixture.start)
        _ = try await fixture.database.acquire(lost.run, for: elsewhere, at: later)
        let message = "process 7 on 'other.example' has taken over the run '\(lost.run.short)'"
        try await expectRefused(lost, in: fixture, at: later, message: message)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a process that has given its lease back cannot write`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        let detect = StepRecord(name: "detect", paid: false, phase: .began)
        try await fixture.database.record(detect, lease, at: fixture.start)
        try await fixture.database.release(lease)
        let message = "another process has taken over the run '\(lease.run.short)'"
        try await expectRefused(lease, in: fixture, at: fixture.start, message: message)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a lease is kept as long as it is renewed`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let lease = try await fixture.begin(fixture.run())
        for second in stride(from: 1.0, through: 200, by: 1) {
            #expect(try await fixture.database.renew(lease, at: fixture.start.addingTimeInterval(second)) == false)
        }
        let expires = try #require(try await fixture.database.run(named: lease.run.short).lease?.expires)
        #expect(expires.timeIntervalSince(fixture.start) >= 245)
        // Only a quarter of a lease used up is worth a write.
        #expect(expires.timeIntervalSince(fixture.start) <= 260)
    }

    @Test(arguments: StoreUnderTest.all)
    func `a cancellation reaches the process that drives the run, and none after it`(store: StoreUnderTest) async throws
    {
        let fixture = try await StoreFixture(store)
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

    @Test(arguments: StoreUnderTest.all)
    func `a run that another process drives cannot be removed, any other is removed with its steps`(
        store: StoreUnderTest
    ) async throws {
        let fixture = try await StoreFixture(store)
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

    @Test(arguments: StoreUnderTest.all)
    func `a lease of another host that is too long ends after the time of one`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        // The clock of the other host is a day ahead.
        for looksFirst in [true, false] {
            let run = fixture.run(86_400)
            _ = try await database.create(run, owner: elsewhere, budget: nil)
            if looksFirst { try await database.settle(at: start) }
            let error = await #expect(throws: RunStoreError.self) {
                try await database.acquire(run.id, for: .current, at: start)
            }
            #expect(error?.code == .locked)
            #expect(error?.help?.hasSuffix("the run becomes available at 2026-01-05T12:22:33Z") == true)
            #expect(try await database.run(named: run.id.description).lease?.expires == start.addingTimeInterval(60))
            await #expect(throws: RunStoreError.self) {
                try await database.acquire(run.id, for: .current, at: start.addingTimeInterval(59))
            }
            _ = try await database.acquire(run.id, for: .current, at: start.addingTimeInterval(60))
        }
    }

    @Test(arguments: StoreUnderTest.all)
    func `a lease of this host, or of usual length, keeps its end`(store: StoreUnderTest) async throws {
        let fixture = try await StoreFixture(store)
        let (database, start) = (fixture.database, fixture.start)
        let here = try await fixture.begin(fixture.run(86_400))
        let there = try await database.create(fixture.run(), owner: elsewhere, budget: nil)
        try await database.settle(at: start)
        #expect(try await database.run(named: here.run.description).lease?.expires == here.expires)
        #expect(try await database.run(named: there.run.description).lease?.expires == there.expires)
        // Its owner extends a shortened lease as usual.
        let ahead = try await database.create(fixture.run(3_600), owner: elsewhere, budget: nil)
        try await database.settle(at: start)
        _ = try await database.renew(ahead, at: start.addingTimeInterval(3_615))
        #expect(
            try await database.run(named: ahead.run.description).lease?.expires == start.addingTimeInterval(3_675)
        )
    }
}
