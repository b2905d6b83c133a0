package import FoundationEssentials

/// Keeps the tokens of a server's callers.
package protocol TokenDatabase: Sendable {
    /// Records a token.
    ///
    /// - Throws: `token-name-taken` when a token with this name is not revoked, or when the store cannot be written.
    func add(_ token: AccessToken) async throws(RunStoreError)

    /// Finds a token by its public part, revoked or not.
    func token(id: String) async throws(RunStoreError) -> AccessToken?

    /// Lists the tokens, revoked ones too, in the order in which they were added.
    func tokens() async throws(RunStoreError) -> [AccessToken]

    /// Revokes the token of a caller, which stays in the list.
    ///
    /// - Returns: The token.
    /// - Throws: `no-such-token` when there is no token with this name that is not revoked.
    func revokeToken(named name: String, at time: Date) async throws(RunStoreError) -> AccessToken

    /// Returns a secret of the server, and records a new one when there is none yet.
    ///
    /// - Parameters:
    ///   - name: What the secret is for.
    ///   - candidate: The secret to record when there is none.
    /// - Returns: The secret that is recorded, the same for every process.
    /// - Throws: When the store cannot be written.
    func secret(_ name: String, orRecord candidate: String) async throws(RunStoreError) -> String
}

/// All that a server keeps besides its runs.
package protocol ServerDatabase: TokenDatabase, WebhookDatabase, ServerFileDatabase {}
