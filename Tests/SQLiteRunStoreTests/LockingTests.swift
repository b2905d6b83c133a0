import Foundation
import GRDB
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import SQLiteRunStore

struct LockingTests {
    @Test func `a process that leaves the store open leaves its log to the next one`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/runs.sqlite"
        for _ in 0..<20 {
            let (_, errors, status) = try Exerciser("measure", path).end()
            #expect(status == 0 && errors == "", "\(errors)")
        }
        let log = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
        // What the last 1,000 pages and one transaction more need at most.
        #expect(try #require(log) > 0 && log ?? 0 < 5 << 20)
        let database = try await SQLiteRunDatabase(path: path, redactor: Redactor())
        #expect(try await database.runs(RunFilter()).count == 20)
        try await expectConsistent(database)
    }

    @Test func `reads continue while another connection writes, and other writers wait`() async throws {
        let fixture = try await SQLiteFixture()
        let lease = try await fixture.begin(fixture.run())
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: fixture.path, configuration: configuration)
        let (hasLock, locked) = AsyncStream.makeStream(of: Void.self)
        let (mayGo, go) = AsyncStream.makeStream(of: Void.self)
        async let writing: Void = Task.detached {
            try await other.barrierWriteWithoutTransaction { database in
                try database.execute(sql: "BEGIN IMMEDIATE; UPDATE runs SET model_key = 'changed'")
            }
            locked.yield()
            for await _ in mayGo { break }
            try await other.barrierWriteWithoutTransaction { try $0.execute(sql: "COMMIT") }
        }.value
        for await _ in hasLock { break }
        let seen = try await fixture.database.run(named: lease.run.short)
        #expect(seen.model.key == fixture.run().model.key)

        let impatient = try await SQLiteRunDatabase(
            path: fixture.path,
            redactor: Redactor(),
            lockWait: .milliseconds(50)
        )
        let refused = await #expect(throws: RunStoreError.self) {
            try await impatient.update(.status(.starting), lease, at: fixture.start)
        }
        #expect(refused?.message == "another process has locked the store of runs '\(fixture.path)'")

        async let patient: Void = fixture.database.update(.status(.starting), lease, at: fixture.start)
        go.yield()
        try await writing
        try await patient
        let after = try await fixture.database.run(named: lease.run.short)
        #expect(after.status == .starting && after.model.key == "changed")
    }
}
