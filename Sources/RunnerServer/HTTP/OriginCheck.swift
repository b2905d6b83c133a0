internal import HTTPTypes
internal import Hummingbird
internal import RunnerPage

/// Refuses requests that a page of another site may have caused, where a browser would send all that is needed on its own.
struct OriginCheck: Sendable {
    private let rule: OriginRule

    /// - Parameter settings: They say how the server is reached.
    init(_ settings: ServerSettings) {
        rule = OriginRule(
            isLoopback: settings.listen.isLoopback,
            listenHost: settings.listen.host,
            publicURL: settings.publicURL
        )
    }

    /// Checks a request without a token in its header.
    ///
    /// - Parameter request: The request.
    /// - Throws: ``Problem`` with 403 or 421.
    func require(_ request: Request) throws(Problem) {
        let said = OriginRule.Request(
            isSafe: [.get, .head, .options, .query].contains(request.method),
            host: request.head.authority,
            origin: request.headers[.origin],
            site: request.headers[.secFetchSite],
            mode: request.headers[.secFetchMode]
        )
        switch rule.refusal(of: said) {
        case nil: return
        case .foreignHost?:
            throw Problem(
                HTTPStatus(code: 421, reasonPhrase: "Misdirected Request"),
                "the request's host name is not this server's",
                code: "foreign-host",
                help: "use 127.0.0.1 or localhost; a server behind a proxy needs --public-url"
            )
        case .foreignOrigin?:
            throw Problem(
                .forbidden,
                "the request comes from another site",
                code: "foreign-origin",
                help: "send it from a program, or with 'Authorization: Bearer TOKEN'"
            )
        }
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
    static let secFetchMode = HTTPField.Name("Sec-Fetch-Mode") ?? .origin
}

extension HTTPRequest.Method {
    /// The method for searches of Replicate's API, draft-ietf-httpbis-safe-method-w-body.
    static let query = HTTPRequest.Method("QUERY") ?? .post
}
