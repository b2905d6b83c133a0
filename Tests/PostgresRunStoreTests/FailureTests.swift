import Foundation
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import TestSupport
import Testing

@testable import PostgresRunStore

/// What happens when the database, or the way to it, fails.
struct FailureTests {
    @Test(arguments: [PostgresProxy.Behavior.cutBeforeCommit, .cutAfterCommit])
    func `a lost answer to a commit is looked up, and the run is recorded once`(cut: PostgresProxy.Behavior)
        async throws
    {
        let fixture = try await PostgresFixture()
        let proxy = try PostgresProxy(to: fixture.directory)
        defer { proxy.stop() }
        let database = try await PostgresFixture.open("postgres://runner@/\(fixture.name)?host=\(proxy.directory)")
        for round in 1...3 {
            proxy.behave(cut)
            let run = Run.sample(at: Date())
            let lease = try await database.create(run, owner: .current, budget: nil)
            #expect(lease.run == run.id && lease.token == 1)
            #expect(try await fixture.database.count(RunFilter()) == round)
            proxy.behave(cut)
            try await database.record(StepRecord(name: "submit", paid: true, phase: .began), lease, at: Date())
            #expect(try await fixture.database.steps(of: run.id).count == 1)
            #expect(proxy.cutCount == 2 * round)
            try await database.record(StepRecord(name: "submit", paid: true, phase: .succeeded), lease, at: Date())
            try await database.end(.success(), lease, at: Date())
        }
        #expect(try await contradictions(in: fixture.database) == [])
    }

    @Test func `a transaction whose number another one got after a crash was not committed`() async throws {
        let fixture = try await PostgresFixture()
        try await fixture.database.pool.withMember { member in
            let lost = PostgresFailure(kind: .lost, message: "")
            let (number, mark) = try member.transaction(isWrite: true) { transaction in
                #expect(transaction.mark == nil)
                try transaction.run("INSERT INTO secrets VALUES ('a', 'b')")
                return (transaction.number, transaction.mark)
            }
            #expect(mark != nil)
            let end = ContinuousClock.now + .seconds(5)
            #expect(try member.wasCommitted(number, mark, lost, until: end))
            #expect(try !member.wasCommitted(number, UUID().uuidString, lost, until: end))
            let read = try member.transaction(isWrite: true) { transaction in
                _ = try transaction.rows("SELECT name FROM secrets")
                return transaction.mark
            }
            #expect(read == nil)
        }
    }

    @Test func `a store goes on after the disk was full at the end of a transaction`() async throws {
        let fixture = try await PostgresFixture()
        var limits = PostgresLimits()
        limits.connections = 1
        let database = try await PostgresFixture.open(fixture.address, limits: limits)
        let lease = try await database.create(.sample(at: Date()), owner: .current, budget: nil)
        try await fixture.database.write { transaction in
            try transaction.run(
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE EXCEPTION USING ERRCODE = ''disk_full''; END'
                """
            )
            try transaction.run(
                """
                CREATE CONSTRAINT TRIGGER full_disk AFTER UPDATE ON leases
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()
                """
            )
            try transaction.run(
                "CREATE TRIGGER full_disk BEFORE INSERT ON commits FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
        }
        for trigger in ["commits", "leases"] {
            let error = await #expect(throws: RunStoreError.self) { try await database.requestCancel(lease.run) }
            #expect(error?.message.contains("is full") == true, "\(error?.message ?? "")")
            #expect(try await database.count(RunFilter()) == 1)
            try await fixture.database.write { _ = try $0.run(SQL(text: "DROP TRIGGER full_disk ON \(trigger)")) }
        }
        try await database.requestCancel(lease.run)
    }

    @Test func `a call through a network that drops everything ends at its deadline`() async throws {
        let fixture = try await PostgresFixture()
        let proxy = try PostgresProxy(to: fixture.directory)
        defer { proxy.stop() }
        var limits = PostgresLimits()
        (limits.connect, limits.answer, limits.patience) = (.milliseconds(300), .milliseconds(300), .milliseconds(500))
        let database = try await PostgresFixture.open(
            "postgres://runner@/\(fixture.name)?host=\(proxy.directory)",
            limits: limits
        )
        proxy.behave(.stall)
        let start = ContinuousClock.now
        let error = await #expect(throws: RunStoreError.self) { try await database.count(RunFilter()) }
        #expect(ContinuousClock.now - start < .seconds(4))
        #expect(error?.code == .unusable)
        #expect(error?.message.contains("no response within") == true, "\(error?.message ?? "")")
        proxy.behave(.forward)
        #expect(try await database.count(RunFilter()) == 0)
    }

    @Test func `hints come again after the connection that listens was only half there`() async throws {
        let fixture = try await PostgresFixture()
        let proxy = try PostgresProxy(to: fixture.directory)
        defer { proxy.stop() }
        var limits = PostgresLimits()
        (limits.ping, limits.answer, limits.connect) = (.milliseconds(200), .milliseconds(300), .milliseconds(300))
        let database = try await PostgresFixture.open(
            "postgres://runner@/\(fixture.name)?host=\(proxy.directory)",
            limits: limits
        )
        var hints = database.hints().makeAsyncIterator()
        // The first hint comes with the connection.
        #expect(await hints.next() != nil)
        proxy.behave(.stall)
        var run = Run.sample(at: Date())
        run.isEnqueued = true
        try await fixture.database.release(try await fixture.begin(run))
        proxy.behave(.forward)
        #expect(await hints.next() != nil)
    }

    @Test func `runs are recorded while the server crashes, and nothing that was answered is lost`() async throws {
        let server = try await PostgresServer.start()
        let address = server.address(try await server.newDatabase())
        let database = try await PostgresFixture.open(address)
        let writers = (0..<4).map { _ in
            Task {
                var ended: [RunID] = []
                while !Task.isCancelled {
                    let lease = try await database.create(.sample(at: Date()), owner: .current, budget: nil)
                    for phase in [StepRecord.Phase.began, .succeeded] {
                        try await database.record(
                            StepRecord(name: "submit", paid: true, phase: phase),
                            lease,
                            at: Date()
                        )
                    }
                    try await database.end(.success(), lease, at: Date())
                    ended.append(lease.run)
                }
                return ended
            }
        }
        for _ in 0..<2 { try await server.crash() }
        while try await database.count(RunFilter(statuses: [.succeeded])) < 20 { await Task.yield() }
        for writer in writers { writer.cancel() }
        var ended: Set<RunID> = []
        for writer in writers { ended.formUnion(try await writer.value) }
        let runs = try await database.runs(RunFilter())
        #expect(ended.count >= 16)
        #expect(Set(runs.map(\.id)) == ended)
        #expect(runs.allSatisfy { $0.status == .succeeded && $0.isPaid && $0.lease == nil })
        #expect(try await contradictions(in: database) == [])
    }

    @Test func `a server that is not there is reported soon, and by its address`() async throws {
        let start = ContinuousClock.now
        var limits = PostgresLimits()
        limits.opening = .milliseconds(200)
        let error = await #expect(throws: RunStoreError.self) {
            try await PostgresFixture.open("postgres://ada@/runs?host=/nonexistent", limits: limits)
        }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(
            error?.message.hasPrefix("the database 'postgres://ada@/runs?host=/nonexistent' cannot be reached: ")
                == true
        )
        #expect(error?.help == "check that the server runs and that its address is right")
    }

    @Test func `a database that does not exist is reported at once, with the command that creates it`() async throws {
        let fixture = try await PostgresFixture()
        let error = await #expect(throws: RunStoreError.self) {
            try await PostgresFixture.open("postgres://runner@/absent?host=\(fixture.directory)")
        }
        #expect(error?.message.contains("database \"absent\" does not exist") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("3D000") == false && error?.message.contains("LOCATION") == false)
        #expect(error?.help == "create it: createdb --owner ROLE NAME; see docs/fleet.md")
    }
}
