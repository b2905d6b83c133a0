internal import HTTPTypes
internal import Hummingbird
internal import RunnerPage

/// Finds out who sends requests.
package protocol ClientDirectory: Sendable {
    /// Whether there is a token, without which a server may be reached by this machine only.
    var hasTokens: Bool { get async }

    /// Finds the owner of a token.
    ///
    /// - Parameter token: What the request named; `nil` for a request without one.
    /// - Returns: The client.
    /// - Throws: ``Problem`` with 401 when there is no such token or it has expired.
    func client(token: String?) async throws -> Client
}

/// Puts the sender of a request into its context; a token is named as `Authorization: Bearer …` or `Token …`, or by the cookie of
/// a session.
struct Authentication: RouterMiddleware {
    let directory: any ClientDirectory
    let origins: OriginCheck

    func handle(
        _ request: Request,
        context: ServerContext,
        next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        var token = try Self.token(in: request.headers[.authorization])
        if token == nil {
            try origins.require(request)
            token = SessionCookie.token(in: request.headers[.cookie])
        }
        context.client = try await directory.client(token: token)
        context.note?.client = context.client.name
        return try await next(request, context)
    }

    private static func token(in header: String?) throws(Problem) -> String? {
        guard let header else { return nil }
        let words = header.split(separator: " ")
        guard words.count == 2, ["bearer", "token"].contains(words[0].lowercased()) else {
            throw Problem(
                .unauthorized,
                "the header 'Authorization' does not contain a token",
                help: "send 'Authorization: Bearer TOKEN'"
            )
        }
        return String(words[1])
    }
}
