internal import FoundationEssentials
package import RunRows
internal import RunStore

/// A transaction, as the body of a read or a write sees it.
package final class PostgresTransaction: RowTransaction {
    package static var isShared: Bool { true }

    private let connection: PostgresConnection
    private let limits: PostgresLimits
    /// The time at the database, in milliseconds since 1970.
    let now: Int64
    /// By how much this machine's clock is ahead of the database's, in milliseconds; 0 when they agree within a second.
    let skew: Int64
    /// The number of the transaction; empty for one that only reads.
    let number: String
    /// What is recorded when it is committed, so that this can be looked up; `nil` as long as it has changed nothing.
    private(set) var mark: String?

    /// Begins a transaction.
    ///
    /// Everything that concerns the session is set for the transaction only, since the next one may have another session behind a pooler.
    ///
    /// - Parameters:
    ///   - connection: The connection.
    ///   - isWrite: Whether something may be changed.
    ///   - limits: How long statements may take.
    /// - Throws: ``PostgresFailure``, or ``DamagedValue``.
    init(_ connection: PostgresConnection, isWrite: Bool, _ limits: PostgresLimits) throws {
        self.connection = connection
        self.limits = limits
        let begin: SQL = isWrite ? "BEGIN READ WRITE" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        // The number of the transaction tells later whether it was committed.
        let number: SQL = isWrite ? "pg_current_xact_id()::text" : "''"
        let settings: SQL = """
            SELECT set_config('search_path', 'runner, pg_temp', true),
                set_config('statement_timeout', \("\(limits.statement.milliseconds)"), true),
                set_config('lock_timeout', \("\(limits.lock.milliseconds)"), true),
                set_config('idle_in_transaction_session_timeout', \("\(limits.answer.milliseconds)"), true),
                \(number), (extract(epoch FROM clock_timestamp()) * 1000)::bigint
            """
        let before = Date().milliseconds
        let results: [PostgresResult]
        do {
            results = try connection.run([begin, settings], within: limits.answer)
        } catch {
            Self.rollBack(connection, limits)
            throw error
        }
        let after = Date().milliseconds
        guard let row = results.last?.rows.first, let time = try row.integer(at: 5) else {
            throw DamagedValue(description: "the database does not report its time")
        }
        self.number = try row.text(at: 4) ?? ""
        now = time
        let difference = before + (after - before) / 2 - now
        skew = abs(difference) < 1_000 ? 0 : difference
    }

    @discardableResult
    package func run(_ statement: SQL) throws -> Int {
        try result(of: statement).count
    }

    /// Fetches rows.
    func rows(_ statement: SQL) throws -> [PostgresRow] {
        try result(of: statement).rows
    }

    private func result(of statement: SQL) throws -> PostgresResult {
        let result = try connection.run(statement, within: limits.answer)
        // What begins with WITH may change rows and report only those that it has read.
        let changes = result.command.hasPrefix("SELECT") ? statement.isCompound : result.count > 0
        if mark == nil, changes { mark = UUID().uuidString }
        return result
    }

    package func each(_ statement: SQL, _ body: (any ColumnRow) throws -> Bool) throws {
        for row in try rows(statement) {
            guard try body(row) else { return }
        }
    }

    /// Commits.
    ///
    /// - Throws: ``PostgresFailure``; with the connection lost, the outcome is unknown.
    func commit() throws {
        var statements: [SQL] = ["COMMIT"]
        if let mark { statements.insert("INSERT INTO commits VALUES (\(mark), \(now))", at: 0) }
        // Marks are needed for as long as a connection may take to come back.
        if mark != nil, Int.random(in: 0..<500) == 0 { statements.insert(Self.removal(before: now - 3_600_000), at: 0) }
        let result = try connection.run(statements, within: limits.answer).last
        guard result?.command == "COMMIT" else {
            throw PostgresFailure(kind: .refused("25P02"), message: "the transaction was rolled back")
        }
    }

    /// Removes old marks; those that another transaction is removing stay.
    private static func removal(before time: Int64) -> SQL {
        """
        DELETE FROM commits WHERE token IN (
            SELECT token FROM commits WHERE time < \(time) ORDER BY time LIMIT 2000 FOR UPDATE SKIP LOCKED
        )
        """
    }

    /// Rolls back, as far as there is still a connection.
    ///
    /// A server that has refused a statement keeps the transaction open, and refuses every other statement until this one.
    func rollBack() { Self.rollBack(connection, limits) }

    private static func rollBack(_ connection: PostgresConnection, _ limits: PostgresLimits) {
        guard connection.isUsable else { return }
        _ = try? connection.run("ROLLBACK", within: limits.answer)
    }
}

extension SQL {
    /// Whether the statement has parts that are statements.
    fileprivate var isCompound: Bool { rendered(for: .postgres).text.hasPrefix("WITH") }
}
