import InferenceKit

/// A small service of another kind, for models of JSON APIs to be tried with: it greets, and wants a bearer token.
struct ExampleHandler: Sendable {
    private static let greetings = ["de": "Hallo", "en": "Hello", "fr": "Bonjour"]

    /// The token that clients must send: the emulator's secret key.
    let token: Secret

    /// Answers a request for a greeting.
    func greeting(_ incoming: Incoming) async throws -> Answer {
        guard incoming.method == "POST" else { return Self.refusal(405, "method-not-allowed", "only POST") }
        guard incoming.headers["Authorization"] == "Bearer \(token.exposed)" else {
            var answer = Self.refusal(401, "unauthorized", "the token is missing or not known")
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        }
        guard let body = try await incoming.body(upTo: 1 << 16) else {
            return Self.refusal(413, "too-large", "the body is longer than 64 KiB")
        }
        guard let name = (try? JSONValue(parsing: body))?["name"]?.string else {
            return Self.refusal(400, "bad-request", "the body is no JSON object with a text 'name'")
        }
        guard name.contains(where: { !$0.isWhitespace }) else {
            return Self.refusal(422, "blank-name", "there is nobody to greet")
        }
        let language = (try? JSONValue(parsing: body))?["language"] ?? "en"
        guard let greeting = language.string.flatMap({ Self.greetings[$0] }) else {
            let known = Self.greetings.keys.sorted().joined(separator: ", ")
            return Self.refusal(422, "unsupported-language", "the languages are \(known)")
        }
        return .json(200, ["greeting": .string("\(greeting), \(name)!")])
    }

    private static func refusal(_ status: Int, _ code: String, _ message: String) -> Answer {
        .json(status, ["error": ["code": .string(code), "message": .string(message)]], note: code)
    }
}
