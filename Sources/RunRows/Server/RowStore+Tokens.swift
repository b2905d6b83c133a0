package import FoundationEssentials
package import RunStore

extension RowStore {
    package func add(_ token: AccessToken) async throws(RunStoreError) {
        try await write(.disk) { transaction in
            try transaction.lock("token \(token.name)")
            guard try !transaction.finds("SELECT 1 FROM tokens WHERE name = \(token.name) AND revoked IS NULL") else {
                throw RunStoreError.tokenNameTaken(token.name)
            }
            try transaction.run(try TokenRow.insertion(token))
        }
    }

    package func token(id: String) async throws(RunStoreError) -> AccessToken? {
        try await read { try $0.first(TokenRow.selection + "WHERE id = \(id)", TokenRow.token) }
    }

    package func tokens() async throws(RunStoreError) -> [AccessToken] {
        let number = SQL(sqlite: "rowid", postgres: "number")
        return try await read { try $0.all(TokenRow.selection + "ORDER BY created, \(number)", TokenRow.token) }
    }

    package func revokeToken(named name: String, at time: Date) async throws(RunStoreError) -> AccessToken {
        try await write(.disk) { transaction in
            let condition: SQL = "WHERE name = \(name) AND revoked IS NULL\(.lockingRows)"
            guard var token = try transaction.first(TokenRow.selection + condition, TokenRow.token) else {
                throw RunStoreError.noSuchToken(name)
            }
            token.revoked = Date(milliseconds: time.milliseconds)
            try transaction.run("UPDATE tokens SET revoked = \(time) WHERE id = \(token.id)")
            return token
        }
    }

    package func secret(_ name: String, orRecord candidate: String) async throws(RunStoreError) -> String {
        try await write(.disk) { transaction in
            try transaction.run(
                "INSERT INTO secrets (name, value) VALUES (\(name), \(candidate)) ON CONFLICT (name) DO NOTHING"
            )
            return try transaction.value("SELECT value FROM secrets WHERE name = \(name)") ?? candidate
        }
    }
}
