internal import FoundationEssentials
internal import RunStore

/// A token as a row of the table `tokens`.
package enum TokenRow {
    private static let columns = "id, name, hash, models, max_cost, max_cost_per_day, created, expires, revoked"

    /// Selects tokens; a condition follows.
    package static let selection: SQL = "SELECT \(SQL(text: columns)) FROM tokens "

    /// Inserts a token.
    static func insertion(_ token: AccessToken) throws -> SQL {
        .insertion(
            into: "tokens",
            columns,
            [
                token.id, token.name, token.hash, try token.models.map { try JSONText.encode($0) }, token.maxCost,
                token.maxCostPerDay, token.created, token.expires, token.revoked,
            ]
        )
    }

    /// Reads a token.
    ///
    /// - Parameter row: What ``selection`` gives.
    /// - Returns: The token.
    /// - Throws: When the row holds something else.
    static func token(_ row: inout ColumnReader) throws -> AccessToken {
        AccessToken(
            id: try row.next(),
            name: try row.next(),
            hash: try row.next(),
            models: try row.optionalJSON(),
            maxCost: try row.next(),
            maxCostPerDay: try row.next(),
            created: try row.next(),
            expires: try row.next(),
            revoked: try row.next()
        )
    }
}
