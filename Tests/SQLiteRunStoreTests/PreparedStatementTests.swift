import Foundation
import GRDB
import GRDBSQLite
import InferenceKit
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import SQLiteRunStore

struct PreparedStatementTests {
    /// SQLite prepares a statement again for each value that could make it choose another index, which costs ten times as much.
    @Test func `no statement is prepared a second time for other values`() async throws {
        let fixture = try await SQLiteFixture()
        for (paid, result) in [(true, "a"), (false, "b"), (true, "c")] as [(Bool, JSONValue)] {
            let lease = try await fixture.begin(fixture.run())
            let time = fixture.start
            try await fixture.database.update(.status(.processing), lease, at: time)
            try await fixture.database.update(.task("task \(result)"), lease, at: time)
            for phase in [StepRecord.Phase.began, .succeeded] {
                let step = StepRecord(name: "\(result)", paid: paid, phase: phase, result: result)
                try await fixture.database.record(step, lease, at: time)
            }
            _ = try await fixture.database.renew(lease, at: time)
            try await fixture.database.end(
                .failed(RunFailure(code: "x", message: "y", exitStatus: 1), log: []),
                lease,
                at: time
            )
        }
        let statements = try await fixture.database.queue.read { Self.statements(of: $0.sqliteConnection) }
        // One that sets something is always prepared again after another has set it.
        let queries = statements.filter { !$0.sql.hasPrefix("PRAGMA") }
        #expect(queries.count > 10)
        #expect(queries.filter { $0.repreparations > 0 }.map(\.sql) == [])
    }

    private static func statements(of connection: OpaquePointer?) -> [(sql: String, repreparations: Int32)] {
        var found: [(String, Int32)] = []
        var next = sqlite3_next_stmt(connection, nil)
        while let statement = next {
            let count = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_REPREPARE, 0)
            found.append((String(cString: sqlite3_sql(statement)), count))
            next = sqlite3_next_stmt(connection, statement)
        }
        return found
    }
}
