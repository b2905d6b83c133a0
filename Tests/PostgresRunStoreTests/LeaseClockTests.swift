import Foundation
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import PostgresRunStore

/// The database's clock decides about leases, whatever time a machine believes it is.
struct LeaseClockTests {
    @Test func `a machine whose clock is wrong neither takes a lease too early nor holds one too long`() async throws {
        let fixture = try await PostgresFixture()
        let database = fixture.database
        // The clock of this process is a day ahead.
        let tomorrow = Date().addingTimeInterval(86_400)
        let lease = try await database.create(.sample(at: tomorrow), owner: .elsewhere, budget: nil)
        let held = try #require(try await database.run(named: lease.run.description).lease)
        #expect(abs(held.expires.timeIntervalSinceNow - 60) < 20)
        for time in [tomorrow, Date().addingTimeInterval(-86_400)] {
            let error = await #expect(throws: RunStoreError.self) {
                try await database.acquire(lease.run, for: .current, at: time)
            }
            #expect(error?.code == .locked)
        }
        try await fixture.expireLeases()
        let next = try await database.acquire(lease.run, for: .current, at: Date().addingTimeInterval(-86_400))
        #expect(next.token == 2)
    }

    @Test func `a process that wakes up after its lease has ended can neither write nor pay`() async throws {
        let fixture = try await PostgresFixture()
        let database = fixture.database
        var run = Run.sample(at: Date())
        run.isEnqueued = true
        run.service.name = "example"
        let asleep = try await database.create(run, owner: .elsewhere, budget: nil)
        let limit = ServiceLimit(account: "example", slots: 1)
        #expect(try await database.takeSlot(limit, asleep, at: Date()) == .taken)
        try await fixture.expireLeases()
        let claim = RunClaim(modelKeys: [run.model.key], count: 1, limits: ServiceLimits(slots: ["example": 1]))
        let awake = try #require(try await database.claim(claim, for: .current, at: Date()).first)
        #expect(awake.run == asleep.run && awake.token == asleep.token + 1)
        let submit = StepRecord(name: "submit", paid: true, phase: .began)
        let writes: [@Sendable () async throws -> Void] = [
            { _ = try await database.noteSubmission(limit, asleep, at: Date()) },
            { try await database.record(submit, asleep, at: Date()) },
            { try await database.update(.status(.processing), asleep, at: Date()) },
            { _ = try await database.renew(asleep, at: Date()) },
            { try await database.release(asleep) },
            { try await database.end(.success(), asleep, at: Date()) },
        ]
        for (index, write) in writes.enumerated() {
            let error = await #expect(throws: RunStoreError.self, "\(index)") { try await write() }
            #expect(error?.code == .leaseLost, "\(index)")
        }
        #expect(try await database.steps(of: run.id).isEmpty)
        try await database.record(submit, awake, at: Date())
    }

    @Test func `another machine with the same name counts as another machine`() async throws {
        let fixture = try await PostgresFixture()
        var twin = RunOwner.current
        twin.boot = "another-start of-the-system"
        twin.processStart -= 1
        let lease = try await fixture.database.create(.sample(at: Date()), owner: twin, budget: nil)
        let error = await #expect(throws: RunStoreError.self) {
            try await fixture.database.acquire(lease.run, for: .current, at: Date())
        }
        #expect(error?.code == .locked && error?.message.contains("(another start)") == true)
        try await fixture.database.update(.status(.starting), lease, at: Date())
        try await fixture.expireLeases()
        _ = try await fixture.database.acquire(lease.run, for: .current, at: Date())
    }

    @Test func `a text with a character that the database cannot hold is kept without it`() async throws {
        let fixture = try await PostgresFixture()
        let lease = try await fixture.begin()
        try await fixture.database.update(.task("a\0b'; DROP TABLE runs; --"), lease, at: Date())
        #expect(
            try await fixture.database.run(named: lease.run.description).taskID == "a\u{FFFD}b'; DROP TABLE runs; --"
        )
    }
}
