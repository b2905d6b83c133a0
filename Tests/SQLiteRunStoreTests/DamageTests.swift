import Foundation
import GRDB
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import SQLiteRunStore

struct DamageTests {
    @Test func `a store whose log was cut anywhere opens to a consistent state`() async throws {
        let fixture = try await SQLiteFixture()
        try await fixture.database.queue.writeWithoutTransaction { database in
            _ = try database.checkpoint(.truncate)
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        }
        let acknowledged = try await story(in: fixture)
        let (header, page) = (32, 24 + 4_096)
        let log = try Data(contentsOf: URL(filePath: fixture.path + "-wal"))
        let frames = (log.count - header) / page
        #expect(frames > 60)
        var lengths = (0...frames).map { header + $0 * page }
        for frame in stride(from: 0, to: frames, by: 7) {
            lengths += [1, 24, 2_000, page - 1].map { header + frame * page + $0 }
        }
        var found = 0
        for length in lengths + [0, 1, 31] {
            let copy = try TemporaryDirectory()
            let path = copy.path + "/runs.sqlite"
            try FileManager.default.copyItem(atPath: fixture.path, toPath: path)
            try log.prefix(length).write(to: URL(filePath: path + "-wal"))
            let database = try await SQLiteRunDatabase(path: path, redactor: Redactor())
            try await expectConsistent(database, "cut at \(length)")
            // Whatever had been acknowledged by then is there.
            let expected = acknowledged.last { $0.logBytes <= length }
            let runs = try await database.runs(RunFilter())
            #expect(runs.count >= expected?.runs ?? 0, "cut at \(length)")
            var steps = 0
            for run in runs { steps += try await database.steps(of: run.id).count }
            #expect(steps >= expected?.steps ?? 0, "cut at \(length)")
            found = max(found, steps)
            try await database.settle(at: .distantFuture)
            let undecided = try await database.runs(RunFilter()).filter { run in
                !run.status.isTerminal && run.lease?.isHeld(at: .distantFuture) != true
            }
            for run in undecided {
                let open = try await database.steps(of: run.id).recordedSteps.filter { $0.record.phase != .succeeded }
                #expect(open.isEmpty, "cut at \(length) and settled")
            }
        }
        #expect(found == acknowledged.last?.steps)
    }

    private struct Acknowledged {
        var logBytes: Int
        var runs: Int
        var steps: Int
    }

    /// Records runs with every kind of end, and how long the log was after each call.
    private func story(in fixture: SQLiteFixture) async throws -> [Acknowledged] {
        let database = fixture.database
        var acknowledged: [Acknowledged] = []
        var (runs, steps) = (0, 0)
        func note() throws {
            let size = try FileManager.default.attributesOfItem(atPath: fixture.path + "-wal")[.size] as? Int
            acknowledged.append(Acknowledged(logBytes: size ?? 0, runs: runs, steps: steps))
        }
        let endings: [RunEnding] = [
            .success(), .failed(.sample, log: ["a"]), .interrupted(.sample, log: []), .unknown(.sample, log: []),
        ]
        for (number, ending) in endings.enumerated() {
            let time = fixture.start.addingTimeInterval(Double(number))
            let lease = try await database.create(fixture.run(Double(number)), owner: .elsewhere, budget: nil)
            runs += 1
            try note()
            try await database.update(.status(.processing), lease, at: time)
            for name in ["detect", "submit", "poll"] {
                let paid = name == "submit"
                try await database.record(StepRecord(name: name, paid: paid, phase: .began), lease, at: time)
                steps += 1
                try note()
                var unknown = false
                if paid, case .unknown = ending { unknown = true }
                // More than a page, so that a record takes several frames.
                let result: JSONValue? = unknown ? nil : .string(String(repeating: "x", count: 6_000))
                let phase: StepRecord.Phase = unknown ? .unknown : .succeeded
                try await database.record(
                    StepRecord(name: name, paid: paid, phase: phase, result: result),
                    lease,
                    at: time
                )
                try note()
                if unknown { break }
            }
            try await database.end(ending, lease, at: time)
            try note()
        }
        return acknowledged
    }

    @Test(arguments: [
        ("garbage", "is not a store of runs"), ("directory", "cannot be opened: Is a directory"),
        ("below a file", "cannot be opened: Not a directory"),
        ("foreign", "is a database of another program, not a store of runs"),
        ("newer", "was written by a newer version of runner"), ("device", "is not a file"), ("header", "is damaged"),
    ])
    func `what is not a store is reported, and left as it is`(kind: String, says: String) async throws {
        let directory = try TemporaryDirectory()
        var path = directory.path + "/runs.sqlite"
        switch kind {
        case "garbage": try Data(repeating: 120, count: 5_000).write(to: URL(filePath: path))
        case "directory": path = directory.path
        case "below a file":
            try Data().write(to: URL(filePath: path))
            path += "/runs.sqlite"
        case "device": path = "/dev/null"
        case "foreign":
            try await DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE notes (text)") }
        case "newer":
            _ = try await SQLiteRunDatabase(path: path, redactor: Redactor())
            try await DatabaseQueue(path: path).write {
                try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 of the future')")
            }
        default:
            _ = try await SQLiteRunDatabase(path: path, redactor: Redactor())
            var bytes = try Data(contentsOf: URL(filePath: path))
            bytes.replaceSubrange(100..<4_096, with: Data(repeating: 0xFF, count: 3_996))
            try bytes.write(to: URL(filePath: path))
        }
        let before = try? Data(contentsOf: URL(filePath: path))
        let error = await #expect(throws: RunStoreError.self) {
            try await SQLiteRunDatabase(path: path, redactor: Redactor(), lockWait: .milliseconds(100))
        }
        #expect(error?.message.contains("'\(path)' \(says)") == true, "\(String(describing: error))")
        #expect(error?.help != nil)
        #expect(try before == nil || Data(contentsOf: URL(filePath: path)) == before)
        #expect(error?.code == (kind == "newer" ? .newerVersion : .unusable))
    }

    @Test func `a full disk loses nothing that was recorded`() async throws {
        let fixture = try await SQLiteFixture()
        let lease = try await fixture.begin(fixture.run())
        let pages = try await fixture.database.queue.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
            return pages
        }
        let step = StepRecord(
            name: "detect",
            paid: false,
            phase: .succeeded,
            result: .string(String(repeating: "x", count: 50_000))
        )
        try await fixture.database.record(
            StepRecord(name: "detect", paid: false, phase: .began),
            lease,
            at: fixture.start
        )
        let error = await #expect(throws: RunStoreError.self) {
            try await fixture.database.record(step, lease, at: fixture.start)
        }
        #expect(error?.message == "the store of runs '\(fixture.path)' cannot grow: no space left")
        try await expectConsistent(fixture.database)
        try await fixture.database.queue.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA max_page_count = \(pages + 100)")
        }
        try await fixture.database.record(step, lease, at: fixture.start)
        #expect(try await fixture.database.steps(of: lease.run).map(\.record) == [step])
    }

    @Test func `a store that cannot be written is reported`() async throws {
        let fixture = try await SQLiteFixture()
        let lease = try await fixture.begin(fixture.run())
        try await fixture.database.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
        let error = await #expect(throws: RunStoreError.self) { try await fixture.database.release(lease) }
        #expect(error?.message.hasPrefix("the store of runs '\(fixture.path)' cannot be written: ") == true)
        #expect(
            error?.help
                == "make the file and its directory writable for you, or choose another file with --state or RUNNER_STATE"
        )
    }

    @Test func `a value that was never written is an error, not a crash`() async throws {
        for (column, value) in [("id", "'01KAT3X9Q2-7FM4KD'"), ("given", "'[1]'"), ("places", "'{}'"), ("log", "'3'")] {
            let fixture = try await SQLiteFixture()
            _ = try await fixture.begin(fixture.run())
            try await fixture.database.queue.writeWithoutTransaction {
                try $0.execute(
                    sql:
                        "PRAGMA foreign_keys = OFF; UPDATE runs SET \(column) = \(value); UPDATE leases SET run = (SELECT id FROM runs)"
                )
            }
            let error = await #expect(throws: RunStoreError.self) { try await fixture.database.runs(RunFilter()) }
            #expect(error?.code == .unusable && error?.message.contains("is damaged") == true, "\(column)")
        }
    }
}
