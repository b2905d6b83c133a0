import InferenceKit

/// A small JSON API with a bearer token, which the models of `runner new --template http` use: it greets people.
struct GreetingsService: EmulatedService {
    private static let greetings = ["de": "Hallo", "en": "Hello", "fr": "Bonjour"]

    let name = "greetings"

    /// The token that clients must send: the emulator's secret key.
    let token: Secret

    func variables(endpoint: String) -> [(name: String, value: String)] {
        [("GREETINGS_ENDPOINT", endpoint), ("GREETINGS_KEY", token.exposed)]
    }

    func answer(_ incoming: Incoming) async throws -> Answer? {
        incoming.path == "/example/v1/greetings" ? try await greeting(incoming) : nil
    }

    private func greeting(_ incoming: Incoming) async throws -> Answer {
        guard incoming.method == "POST" else { return refusal(405, "method-not-allowed", "only POST") }
        guard incoming.headers["Authorization"] == "Bearer \(token.exposed)" else {
            var answer = refusal(401, "unauthorized", "the token is missing or wrong")
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        }
        guard let body = try await incoming.body(upTo: 1 << 16) else {
            return refusal(413, "too-large", "the body is longer than 64 KiB")
        }
        guard let name = (try? JSONValue(parsing: body))?["name"]?.string else {
            return refusal(400, "bad-request", "the body is not a JSON object with a string 'name'")
        }
        guard name.contains(where: { !$0.isWhitespace }) else {
            return refusal(422, "blank-name", "there is nobody to greet")
        }
        let language = (try? JSONValue(parsing: body))?["language"] ?? "en"
        guard let greeting = language.string.flatMap({ Self.greetings[$0] }) else {
            let known = Self.greetings.keys.sorted().joined(separator: ", ")
            return refusal(422, "unsupported-language", "the languages are \(known)")
        }
        return .json(200, ["greeting": .string("\(greeting), \(name)!")])
    }

    private func refusal(_ status: Int, _ code: String, _ message: String) -> Answer {
        .json(status, ["error": ["code": .string(code), "message": .string(message)]], note: code)
    }
}
