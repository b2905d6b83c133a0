import Foundation
import GRDB
import RunRows
import RunStore
import RunStoreFixtures
import Testing

@testable import SQLiteRunStore

/// A store in its own directory, and what is needed to write to it.
struct SQLiteFixture {
    let directory: TemporaryDirectory
    let path: String
    let database: SQLiteRunDatabase
    let start = Date.sample

    init(secrets: [String] = []) async throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/state/runs.sqlite"
        database = try await SQLiteRunDatabase(path: path, redactor: Redactor(secrets: secrets))
    }

    /// A run, created some seconds after ``start``.
    func run(_ seconds: Double = 0, usd: Double? = 1.2) -> Run {
        Run.sample(at: start.addingTimeInterval(seconds), usd: usd)
    }

    /// Records a run that this process drives.
    func begin(_ run: Run) async throws -> RunLease {
        try await database.create(run, owner: .current, budget: nil)
    }
}

/// Expects of a store what is true whenever and however the processes that use it ended.
func expectConsistent(_ store: SQLiteRunDatabase, _ comment: String = "") async throws {
    let (damage, broken, orphans) = try await store.queue.read { database in
        (
            try String.fetchAll(database, sql: "PRAGMA integrity_check"),
            try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count,
            // What the ledger says of a run is what the rules say of it now.
            try RunID.all(in: database).filter { run in
                guard let (facts, charge) = try SQLiteTransaction(database).chargeFacts(of: run) else { return true }
                return Charge.charge(for: facts, after: charge, at: .sample) != charge
            }
        )
    }
    #expect(damage == ["ok"] && broken == 0, "\(comment)")
    #expect(orphans == [], "\(comment)")
    #expect(try await contradictions(in: store) == [], "\(comment)")
}

extension RunID {
    fileprivate static func all(in database: Database) throws -> [RunID] {
        try String.fetchAll(database, sql: "SELECT id FROM runs").compactMap { RunID($0) }
    }
}
