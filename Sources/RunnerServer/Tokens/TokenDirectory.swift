internal import FoundationEssentials
internal import HTTPTypes
package import RunStore
internal import RunnerCore

/// Finds the callers of a server by their tokens.
///
/// An actor, since the list of tokens is read again from time to time while many requests use it.
package actor TokenDirectory: ClientDirectory {
    /// How old the list may be: a token that is revoked is accepted no longer than this.
    private static let age = Duration.seconds(1)

    private let database: any TokenDatabase
    private let isOpenWithoutTokens: Bool
    private var tokens: [String: AccessToken] = [:]
    private var read: ContinuousClock.Instant?

    /// Creates a directory.
    ///
    /// - Parameters:
    ///   - database: Where tokens are recorded.
    ///   - isPrivate: Whether only this machine reaches the server: then everyone may use it until there is a token.
    package init(database: any TokenDatabase, isPrivate: Bool) {
        self.database = database
        isOpenWithoutTokens = isPrivate
    }

    package var hasTokens: Bool {
        get async {
            try? await refresh()
            return tokens.values.contains { $0.isValid(at: Date()) }
        }
    }

    package func client(token: String?) async throws -> Client {
        try await refresh()
        // Once there was a token, also one that was revoked, the server is not open any more.
        if tokens.isEmpty, isOpenWithoutTokens { return .anonymous }
        guard let token else {
            throw Self.problem("this server needs a token", help: "send 'Authorization: Bearer TOKEN'")
        }
        let text = TokenText(token)
        let record = text.flatMap { tokens[$0.id] }
        guard let text, try text.isOf(record), let record else {
            throw Self.problem("the token is unknown", help: "ask the server's owner for a token")
        }
        guard record.revoked == nil else {
            throw Self.problem(
                "the token of '\(record.name)' was revoked",
                help: "ask the server's owner for another token"
            )
        }
        guard record.isValid(at: Date()) else {
            throw Self.problem(
                "the token of '\(record.name)' expired at \(record.expires?.text ?? "some time")",
                help: "ask the server's owner for another token"
            )
        }
        return Client(
            name: record.name,
            models: record.models.map { Set($0) },
            maxCost: record.maxCost,
            maxCostPerDay: record.maxCostPerDay
        )
    }

    private func refresh() async throws(RunStoreError) {
        let now = ContinuousClock.now
        if let read, now - read < Self.age { return }
        let list = try await database.tokens()
        tokens = Dictionary(list.map { ($0.id, $0) }) { first, _ in first }
        read = now
    }

    /// A refusal with the scheme that is expected, RFC 6750 §3.
    private static func problem(_ detail: String, help: String) -> Problem {
        Problem(.unauthorized, detail, help: help).with(.wwwAuthenticate, "Bearer realm=\"runner\"")
    }
}
