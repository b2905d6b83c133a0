import Dispatch
import Foundation
import GRDB
import RunRows
import RunStoreFixtures
import Synchronization
import Testing

@testable import SQLiteRunStore

struct WriteQueueTests {
    @Test func `writes that wait are committed together, and none is reported before`() async throws {
        let fixture = try Fixture()
        let results = await fixture.results(of: (1...600).map { .insert($0) })
        #expect(results.allSatisfy { $0 == nil })
        #expect(try fixture.numbers() == Array(1...600))
        // Three times 256 hold them all, and each was in the file when its success was reported.
        #expect(fixture.commits.count.load(ordering: .relaxed) == 3)
        #expect(fixture.earlyAnswers.load(ordering: .relaxed) == 0)
    }

    @Test func `a write that fails is rolled back, and no other`() async throws {
        let fixture = try Fixture()
        let results = await fixture.results(of: [.insert(1), .insertAndThrow(2), .insert(3), .insert(1), .insert(4)])
        #expect(results.map { $0 == nil } == [true, false, true, false, true])
        #expect(results[1] is Refusal)
        #expect((results[3] as? DatabaseError)?.resultCode == .SQLITE_CONSTRAINT)
        #expect(try fixture.numbers() == [1, 3, 4])
        #expect(fixture.commits.count.load(ordering: .relaxed) == 3)
    }

    @Test func `what fills the disk fails alone`() async throws {
        let fixture = try Fixture()
        try fixture.queue.inDatabase { try $0.execute(sql: "PRAGMA max_page_count = 20") }
        let results = await fixture.results(of: [.insert(1), .fill(2, bytes: 1 << 20), .insert(3)])
        #expect(results.map { $0 == nil } == [true, false, true])
        #expect((results[1] as? DatabaseError)?.resultCode == .SQLITE_FULL)
        #expect(try fixture.numbers() == [1, 3])
    }

    @Test func `another program's lock refuses all of them after one wait`() async throws {
        let fixture = try Fixture(lockWait: .seconds(1))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: fixture.path, configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let start = ContinuousClock.now
        let results = await fixture.results(of: (1...100).map { .insert($0) })
        #expect(results.allSatisfy { ($0 as? DatabaseError)?.resultCode == .SQLITE_BUSY })
        // A wait for each would be a hundred seconds.
        #expect(ContinuousClock.now - start < .seconds(50))
        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
        #expect(await fixture.results(of: [.insert(1)])[0] == nil)
    }

    @Test func `one write that needs the disk has it for all`() async throws {
        let fixture = try Fixture()
        _ = await fixture.results(of: [.insert(1), .insert(2, durability: .disk), .insert(3)])
        #expect(try fixture.queue.inDatabase { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        _ = await fixture.results(of: [.insert(4), .insert(5)])
        #expect(try fixture.queue.inDatabase { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 1)
    }
}

// MARK: - A table of numbers

private struct Refusal: Error {}

private enum Change {
    case insert(Int, durability: Durability = .process)
    case insertAndThrow(Int)
    case fill(Int, bytes: Int)

    var durability: Durability {
        if case .insert(_, let durability) = self { durability } else { .process }
    }

    func make(_ database: Database) throws {
        let insertion = "INSERT INTO numbers (number, filling) VALUES (?, zeroblob(?))"
        switch self {
        case .insert(let number, _):
            try database.execute(sql: insertion, arguments: [number, 0])
        case .insertAndThrow(let number):
            try database.execute(sql: insertion, arguments: [number, 0])
            throw Refusal()
        case .fill(let number, let bytes):
            try database.execute(sql: insertion, arguments: [number, bytes])
        }
    }
}

private final class Commits: TransactionObserver, Sendable {
    let count = Atomic(0)

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { count.add(1, ordering: .relaxed) }
    func databaseDidRollback(_ db: Database) {}
}

private final class Fixture: Sendable {
    let directory: TemporaryDirectory
    let path: String
    let queue: DatabaseQueue
    let commits = Commits()
    /// How many writes were reported as successful before their transaction was committed.
    let earlyAnswers = Atomic(0)
    private let writes: WriteQueue

    init(lockWait: Duration = .seconds(30)) throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/numbers.sqlite"
        var configuration = Configuration()
        configuration.journalMode = .wal
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.inDatabase {
            try $0.execute(sql: "CREATE TABLE numbers (number INTEGER PRIMARY KEY, filling BLOB) STRICT")
        }
        queue.add(transactionObserver: commits, extent: .databaseLifetime)
        writes = WriteQueue(queue, lockWait: lockWait)
    }

    func numbers() throws -> [Int] {
        try queue.inDatabase { try Int.fetchAll($0, sql: "SELECT number FROM numbers ORDER BY number") }
    }

    /// Makes changes that all wait before the first of them begins.
    ///
    /// - Returns: What was reported for each: an error, or nil for success.
    func results(of changes: [Change]) async -> [(any Error)?] {
        let gate = DispatchSemaphore(value: 0)
        queue.asyncWriteWithoutTransaction { _ in gate.wait() }
        let (reports, reporter) = AsyncStream.makeStream(of: (Int, (any Error)?).self)
        for (index, change) in changes.enumerated() {
            let write = PendingWrite(
                durability: change.durability,
                body: { [self] database in
                    try change.make(database)
                    return { [self] in
                        if commits.count.load(ordering: .relaxed) <= index / 256 {
                            earlyAnswers.add(1, ordering: .relaxed)
                        }
                        reporter.yield((index, nil))
                    }
                },
                fail: { reporter.yield((index, $0)) }
            )
            writes.append(write)
        }
        gate.signal()
        var answers = [(any Error)?](repeating: Refusal(), count: changes.count)
        for await (index, answer) in reports.prefix(changes.count) { answers[index] = answer }
        return answers
    }
}
