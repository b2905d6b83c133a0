import Foundation
import GRDB
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import SQLiteRunStore

struct StoreFileTests {
    @Test func `a run that others will drive is on disk before it is reported as accepted`() async throws {
        let fixture = try await SQLiteFixture()
        /// Whether the last write waited for the disk.
        func isSynchronous() async throws -> Bool {
            try await fixture.database.queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") == 2 }
        }
        let lease = try await fixture.begin(fixture.run())
        #expect(try await !isSynchronous())
        try await fixture.database.update(.enqueued, lease, at: fixture.start)
        #expect(try await isSynchronous())
        try await fixture.database.update(.task("t"), lease, at: fixture.start)
        #expect(try await !isSynchronous())
        var enqueued = fixture.run(1)
        enqueued.isEnqueued = true
        _ = try await fixture.begin(enqueued)
        #expect(try await isSynchronous())
    }

    @Test func `only the owner may read the store`() async throws {
        let fixture = try await SQLiteFixture()
        _ = try await fixture.begin(fixture.run())
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(fixture.directory.path + "/state") == 0o700)
        for suffix in ["", "-wal", "-shm"] { #expect(try mode(fixture.path + suffix) == 0o600) }
        #expect(fixture.database.permissionWarning == nil)
    }

    @Test func `a store that others can write is reported with the fix`() async throws {
        let fixture = try await SQLiteFixture()
        let (database, path) = (fixture.database, fixture.path)
        let directory = fixture.directory.path + "/state"
        func set(_ mode: Int, _ path: String) throws {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        for mode in [0o666, 0o620, 0o602] {
            try set(mode, path)
            #expect(
                database.permissionWarning
                    == "other users can change the store of runs '\(path)'; fix it with: chmod 600 '\(path)'"
            )
        }
        try set(0o644, path)
        #expect(database.permissionWarning == nil)
        for mode in [0o777, 0o770] {
            try set(mode, directory)
            #expect(
                database.permissionWarning
                    == "other users can replace the store of runs in '\(directory)'; fix it with: chmod go-w '\(directory)'"
            )
        }
        // As in /tmp, where nobody can replace the file of another.
        try set(0o1777, directory)
        #expect(database.permissionWarning == nil)
    }

    @Test(arguments: [true, false])
    func `a store that can only be read is read, whether its log was copied or not`(hasLog: Bool) async throws {
        let fixture = try await SQLiteFixture()
        let lease = try await fixture.begin(fixture.run())
        if !hasLog { try await fixture.database.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
        let media = try TemporaryDirectory()
        let path = media.path + "/runs.sqlite"
        try FileManager.default.copyItem(atPath: fixture.path, toPath: path)
        if hasLog { try FileManager.default.copyItem(atPath: fixture.path + "-wal", toPath: path + "-wal") }
        let before = try FileManager.default.contentsOfDirectory(atPath: media.path)
        let queue = try StoreOpening.openReadOnly(path).get()
        let runs = try await queue.read { try String.fetchAll($0, sql: "SELECT id FROM runs") }
        #expect(runs == [lease.run.description])
        await #expect(throws: DatabaseError.self) {
            try await queue.write { try $0.execute(sql: "DELETE FROM runs") }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: media.path) == before)
    }

    /// Root may write any file, so this needs a user without rights.
    @Test(.enabled(if: geteuid() != 0, "root can write everywhere"))
    func `a store in a directory that cannot be written is opened for reading`() async throws {
        let fixture = try await SQLiteFixture()
        let lease = try await fixture.begin(fixture.run())
        let directory = fixture.directory.path + "/state"
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: directory)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory) }
        let database = try await SQLiteRunDatabase(path: fixture.path, redactor: Redactor(), access: .reading)
        #expect(database.isReadOnly)
        try await database.settle(at: .distantFuture)
        #expect(try await database.run(named: lease.run.short).id == lease.run)
    }

    @Test func `opening for reading writes where that is possible`() async throws {
        let fixture = try await SQLiteFixture()
        let database = try await SQLiteRunDatabase(path: fixture.path, redactor: Redactor(), access: .reading)
        #expect(!database.isReadOnly)
        _ = try await database.create(fixture.run(), owner: .current, budget: nil)
    }

    @Test func `an old store on media that cannot be written is read as well`() async throws {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let media = try TemporaryDirectory()
        let path = media.path + "/runs.sqlite"
        try FileManager.default.copyItem(atPath: fixtures.appending(path: "v1.sqlite").path, toPath: path)
        let bytes = try Data(contentsOf: URL(filePath: path))
        let queue = try StoreOpening.openReadOnly(path).get()
        let charges = try await queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM charges") }
        #expect(charges == 7)
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
        let garbage = media.path + "/garbage"
        try Data(repeating: 1, count: 5_000).write(to: URL(filePath: garbage))
        guard case .failure(let error) = StoreOpening.openReadOnly(garbage) else {
            Issue.record("garbage is not a store")
            return
        }
        #expect(error.message == "'\(garbage)' is not a store of runs")
        let left = try FileManager.default.contentsOfDirectory(atPath: FileManager.default.temporaryDirectory.path)
        #expect(left.filter { $0.hasPrefix("runner-store-") } == [])
    }

    @Test func `removing many runs makes the file smaller`() async throws {
        let fixture = try await SQLiteFixture()
        let (database, now) = (fixture.database, fixture.start)
        let log = (0..<20).map { _ in String(repeating: "x", count: 1_000) }
        for index in 0..<120 {
            let lease = try await fixture.begin(fixture.run(Double(index)))
            try await database.end(.failed(.sample, log: log), lease, at: now.addingTimeInterval(Double(index)))
        }
        func size() async throws -> Int {
            try await database.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            return try FileManager.default.attributesOfItem(atPath: fixture.path)[.size] as? Int ?? 0
        }
        let full = try await size()
        // What is soon used again is not worth copying the file.
        #expect(try await database.removeRuns(endedBefore: now.addingTimeInterval(10), limit: 20).count == 10)
        #expect(try await size() == full)
        // The room is given back with the last part.
        #expect(try await database.removeRuns(endedBefore: now.addingTimeInterval(100), limit: 60).count == 60)
        #expect(try await size() == full)
        #expect(try await database.removeRuns(endedBefore: now.addingTimeInterval(100), limit: 60).count == 30)
        #expect(try await size() * 2 < full)
        #expect(try await database.count(RunFilter()) == 20)
        try await expectConsistent(database)
    }
}
