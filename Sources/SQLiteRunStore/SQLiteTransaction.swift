internal import GRDB
package import RunRows

/// This module's statements; the library has a type of the same name.
package typealias SQL = RunRows.SQL

/// A transaction, as the body of a read or a write sees it.
///
/// One that writes has the file to itself, so nothing else has to be locked. Processes that listen see that the file has changed.
package final class SQLiteTransaction: RowTransaction {
    package static var isShared: Bool { false }

    /// The connection.
    let database: Database

    /// Makes a transaction of the library one of this module.
    init(_ database: Database) {
        self.database = database
    }

    @discardableResult
    package func run(_ statement: SQL) throws -> Int {
        let (sql, values) = statement.rendered(for: .sqlite)
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(values.map(\.databaseValue)))
        return database.changesCount
    }

    package func each(_ statement: SQL, _ body: (any ColumnRow) throws -> Bool) throws {
        let (sql, values) = statement.rendered(for: .sqlite)
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: sql),
            arguments: StatementArguments(values.map(\.databaseValue))
        )
        while let row = try rows.next(), try body(SQLiteRow(row: row)) {}
    }

    /// Reads rows while other statements are executed.
    func cursor(_ statement: SQL) throws -> RowCursor {
        let (sql, values) = statement.rendered(for: .sqlite)
        return try Row.fetchCursor(
            database,
            sql: sql,
            arguments: StatementArguments(values.map(\.databaseValue))
        )
    }

    package func lock(_ word: String) {}

    package func tellListeners(_ source: SQL) {}
}

extension SQLValue {
    /// The value as the library takes it; true is 1.
    var databaseValue: DatabaseValue {
        switch self {
        case .integer(let value): value?.databaseValue ?? .null
        case .real(let value): value?.databaseValue ?? .null
        case .text(let value): value?.databaseValue ?? .null
        case .flag(let value): value?.databaseValue ?? .null
        }
    }
}

/// A row that a statement has just given.
struct SQLiteRow: ColumnRow {
    /// The row, the same one for all rows of a statement.
    let row: Row

    func integer(at index: Int) throws -> Int64? { try row.decode(atIndex: index) }

    func real(at index: Int) throws -> Double? { try row.decode(atIndex: index) }

    func text(at index: Int) throws -> String? { try row.decode(atIndex: index) }

    func flag(at index: Int) throws -> Bool? { try row.decode(atIndex: index) }
}
