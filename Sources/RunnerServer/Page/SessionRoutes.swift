internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import RunnerPage

/// Sessions of browsers: a token is sent once, and a cookie that scripts cannot read stands for it from then on.
struct SessionRoutes {
    let parts: ServerParts
    let origins: OriginCheck

    func add(to table: inout RouteTable) {
        let (parts, origins) = (parts, origins)
        let isSecure = parts.settings.certificate != nil || parts.settings.publicURL?.hasPrefix("https://") == true
        table.get("/v1/session") { request, _ in
            try origins.require(request)
            let token = SessionCookie.token(in: request.headers[.cookie])
            guard let client = try await Self.client(token, parts) else {
                return Self.response(["name": .null, "needs_token": true, "may_consent": false])
            }
            let isOpen = client == .anonymous
            return Self.response([
                "name": isOpen ? .null : .string(client.name), "needs_token": false, "may_consent": .bool(isOpen),
                "emulator": .bool(parts.emulator != nil),
            ])
        }
        table.post("/v1/session") { request, _ in
            try origins.require(request)
            // Anybody may send it.
            let body = try await request.jsonObject(upTo: 16 << 10)
            let client = try await parts.clients.client(token: body["token"]?.string ?? "")
            guard let text = body["token"]?.string,
                let cookie = SessionCookie.beginning(text, isSecure: isSecure)
            else {
                throw Problem(.unprocessableContent, "the member 'token' is missing", help: "send {\"token\": \"…\"}")
            }
            var response = Self.response(["name": .string(client.name)])
            response.headers[.setCookie] = cookie
            return response
        }
        table.on(.delete, "/v1/session") { request, _ in
            try origins.require(request)
            return Response(
                status: .noContent,
                headers: [.setCookie: SessionCookie.ending(isSecure: isSecure), .cacheControl: "no-store"]
            )
        }
    }

    /// The client of a session; `nil` when there must be a token and there is no valid one.
    private static func client(_ token: String?, _ parts: ServerParts) async throws -> Client? {
        do {
            return try await parts.clients.client(token: token)
        } catch let problem as Problem {
            if problem.status == .unauthorized { return nil }
            throw problem
        }
    }

    private static func response(_ json: JSONValue) -> Response {
        Response(json: json, headers: [.cacheControl: "no-store"])
    }
}
