package import FoundationEssentials
package import RunStore

extension PostgresRunDatabase: ServerDatabase {
    package func add(_ token: AccessToken) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.lock("token \(token.name)")
            let taken: SQL = "SELECT 1 FROM tokens WHERE name = \(token.name) AND revoked IS NULL"
            guard try transaction.row(taken) == nil else { throw RunStoreError.tokenNameTaken(token.name) }
            try transaction.run(
                """
                INSERT INTO tokens (\(TokenRow.columns))
                VALUES (\(token.id), \(token.name), \(token.hash), \(try token.models.map { try JSONText.encode($0) }),
                    \(token.maxCost), \(token.maxCostPerDay), \(token.created.milliseconds),
                    \(token.expires?.milliseconds), \(token.revoked?.milliseconds))
                """
            )
        }
    }

    package func token(id: String) async throws(RunStoreError) -> AccessToken? {
        try await read { try $0.row(TokenRow.selection + "WHERE id = \(id)").map(TokenRow.token) }
    }

    package func tokens() async throws(RunStoreError) -> [AccessToken] {
        try await read { try $0.rows(TokenRow.selection + "ORDER BY created, number").map(TokenRow.token) }
    }

    package func revokeToken(named name: String, at time: Date) async throws(RunStoreError) -> AccessToken {
        try await write { transaction in
            let condition: SQL = "WHERE name = \(name) AND revoked IS NULL FOR NO KEY UPDATE"
            guard let row = try transaction.row(TokenRow.selection + condition) else {
                throw RunStoreError.noSuchToken(name)
            }
            var token = try TokenRow.token(row)
            token.revoked = Date(milliseconds: time.milliseconds)
            try transaction.run("UPDATE tokens SET revoked = \(time.milliseconds) WHERE id = \(token.id)")
            return token
        }
    }

    package func secret(_ name: String, orRecord candidate: String) async throws(RunStoreError) -> String {
        try await write { transaction in
            try transaction.run(
                "INSERT INTO secrets (name, value) VALUES (\(name), \(candidate)) ON CONFLICT (name) DO NOTHING"
            )
            return try transaction.row("SELECT value FROM secrets WHERE name = \(name)")?.value() ?? candidate
        }
    }
}

/// A token as a row of the table `tokens`.
enum TokenRow {
    /// The columns, in the order in which they are written and read.
    static let columns: SQL = "id, name, hash, models, max_cost, max_cost_per_day, created, expires, revoked"

    /// Selects tokens; a condition follows.
    static let selection: SQL = "SELECT \(columns) FROM tokens "

    /// Reads a token.
    ///
    /// - Parameter row: What ``selection`` gives.
    /// - Returns: The token.
    /// - Throws: When the row holds something else.
    static func token(_ row: PostgresRow) throws -> AccessToken {
        var row = RowReader(row)
        return AccessToken(
            id: try row.next(),
            name: try row.next(),
            hash: try row.next(),
            models: try row.next(String?.self).map { try JSONText.decode($0) },
            maxCost: try row.next(),
            maxCostPerDay: try row.next(),
            created: Date(milliseconds: try row.next()),
            expires: try row.next(Int64?.self).map(Date.init(milliseconds:)),
            revoked: try row.next(Int64?.self).map(Date.init(milliseconds:))
        )
    }
}
