import Foundation
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import TestSupport
import Testing

@testable import PostgresRunStore

struct MigrationTests {
    @Test func `eight that open an empty database at once make one store`() async throws {
        let address = try await PostgresServer.newDatabase()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let database = try await PostgresFixture.open(address)
                    _ = try await database.create(.sample(at: Date()), owner: .current, budget: nil)
                }
            }
            try await group.waitForAll()
        }
        let database = try await PostgresFixture.open(address)
        #expect(try await database.count(RunFilter()) == 8)
        let versions = try await database.read { try $0.rows("SELECT version FROM migrations").map { $0.columns } }
        #expect(versions == (1...Migrations.all.count).map { ["\($0)"] })
    }

    @Test func `a program refuses the store of a newer one, and a newer one migrates it once`() async throws {
        let fixture = try await PostgresFixture()
        let lease = try await fixture.begin()
        let address = fixture.database.address
        let next = Migrations.all + ["CREATE TABLE more (id bigint);\nALTER TABLE runs ADD COLUMN more text"]
        // Two of the newer version at once.
        let pool = PostgresPool(address, PostgresLimits())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    try await pool.withMember {
                        try Migrations.apply(next, with: $0, at: address, patience: .seconds(5))
                    }
                }
            }
            try await group.waitForAll()
        }
        let error = await #expect(throws: RunStoreError.self) { try await PostgresFixture.open(fixture.address) }
        #expect(error?.code == .newerVersion)
        #expect(error?.message == "the store of runs '\(address)' was written by a newer version of runner")
        // A process that is running does not notice, and keeps what it drives.
        try await fixture.database.update(.status(.processing), lease, at: Date())
    }

    @Test func `a restored backup is a store, and gives nobody the lease of another`() async throws {
        let fixture = try await PostgresFixture()
        let lease = try await fixture.begin()
        try await fixture.database.release(lease)
        let directory = try TestDirectory()
        let dump = "\(directory.path)/runs.dump"
        let programs = "/usr/lib/postgresql/15/bin"
        let saved = try await run("\(programs)/pg_dump", ["--format", "custom", "--file", dump, fixture.address])
        #expect(saved.status == 0, "\(saved.summary)")
        // Somebody takes the run afterwards, which the backup does not know.
        let lost = try await fixture.database.acquire(lease.run, for: .elsewhere, at: Date())
        let address = try await PostgresServer.newDatabase()
        let restored = try await run("\(programs)/pg_restore", ["--dbname", address, dump])
        #expect(restored.status == 0, "\(restored.summary)")

        let database = try await PostgresFixture.open(address)
        let next = try await database.acquire(lease.run, for: .current, at: Date())
        #expect(next.token == lost.token)
        let submit = StepRecord(name: "submit", paid: true, phase: .began)
        let error = await #expect(throws: RunStoreError.self) {
            try await database.record(submit, lost, at: Date())
        }
        #expect(error?.code == .leaseLost)
        try await database.record(submit, next, at: Date())
        #expect(try await contradictions(in: database) == [])
    }

    @Test func `a migration that fails changes nothing`() async throws {
        let fixture = try await PostgresFixture()
        let broken = Migrations.all + ["CREATE TABLE more (id bigint);\nALTER TABLE absent ADD COLUMN more text"]
        await #expect(throws: PostgresFailure.self) {
            try await fixture.database.pool.withMember {
                try Migrations.apply(broken, with: $0, at: fixture.database.address, patience: .seconds(5))
            }
        }
        let other = try await PostgresFixture.open(fixture.address)
        #expect(try await other.read { try !$0.finds("SELECT 1 FROM pg_class WHERE relname = 'more'") })
    }

    @Test func `a database of another program with the same schema name is not changed`() async throws {
        let address = try await PostgresServer.newDatabase()
        let pool = PostgresPool(try PostgresAddress(address, environment: [:]), PostgresLimits())
        try await pool.withMember { member in
            try member.transaction(isWrite: true) { transaction in
                try transaction.run("CREATE SCHEMA runner")
                try transaction.run("CREATE TABLE runner.runs (id bigint)")
            }
        }
        let error = await #expect(throws: RunStoreError.self) { try await PostgresFixture.open(address) }
        #expect(error?.code == .unusable)
    }
}
