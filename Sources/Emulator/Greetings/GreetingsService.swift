import EmulatedServices
import InferenceKit
import Synchronization

/// A small JSON API with a bearer token, which the models of `runner new --template http` use: it takes orders for greetings.
///
/// `POST /example/v1/greetings` orders one, `GET /example/v1/greetings/ID` asks for it, and
/// `GET /example/v1/greetings/ID/speech` fetches it as sound.
final class GreetingsService: EmulatedService {
    private static let greetings = ["de": "Hallo", "en": "Hello", "fr": "Bonjour"]
    private static let path = "/example/v1/greetings"
    private static let speech = "/speech"
    /// Older orders are forgotten.
    private static let longestHistory = 1_000

    private struct Orders {
        var greetings: [Int: String] = [:]
        var asked: Set<Int> = []
        var last = 0
    }

    let name = EmulatedServiceName.greetings

    /// The token that clients must send: the emulator's secret key.
    private let token: Secret
    private let orders = Mutex(Orders())

    /// Creates the service.
    ///
    /// - Parameter token: The token that clients must send.
    init(token: Secret) {
        self.token = token
    }

    func variables(endpoint: String) -> [(name: String, value: String)] {
        [("GREETINGS_ENDPOINT", endpoint), ("GREETINGS_KEY", token.exposed)]
    }

    func answer(_ incoming: Incoming) async throws -> Answer? {
        if incoming.path == Self.path { return try await answer(incoming, order: nil) }
        guard incoming.path.hasPrefix("\(Self.path)/") else { return nil }
        return try await answer(incoming, order: String(incoming.path.dropFirst(Self.path.count + 1)))
    }

    private func answer(_ incoming: Incoming, order id: String?) async throws -> Answer {
        let method = id == nil ? "POST" : "GET"
        guard incoming.method == method else { return refusal(405, "method-not-allowed", "only \(method)") }
        guard incoming.headers["Authorization"] == "Bearer \(token.exposed)" else {
            var answer = refusal(401, "unauthorized", "the token is missing or wrong")
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        }
        if let id, id.hasSuffix(Self.speech) { return speech(of: String(id.dropLast(Self.speech.count))) }
        if let id { return status(of: id) }
        guard let body = try await incoming.body(upTo: 1 << 16) else {
            return refusal(413, "too-large", "the body is longer than 64 KiB")
        }
        return order((try? JSONValue(parsing: body)) ?? .null)
    }

    private func order(_ body: JSONValue) -> Answer {
        guard let name = body["name"]?.string else {
            return refusal(400, "bad-request", "the body is not a JSON object with a string 'name'")
        }
        guard name.contains(where: { !$0.isWhitespace }) else {
            return refusal(422, "blank-name", "the name is blank")
        }
        guard let greeting = (body["language"] ?? "en").string.flatMap({ Self.greetings[$0] }) else {
            let known = Self.greetings.keys.sorted().joined(separator: ", ")
            return refusal(422, "unsupported-language", "the languages are \(known)")
        }
        let number = orders.withLock { orders in
            orders.last += 1
            orders.greetings[orders.last] = "\(greeting), \(name)!"
            orders.greetings[orders.last - Self.longestHistory] = nil
            orders.asked.remove(orders.last - Self.longestHistory)
            return orders.last
        }
        return .json(202, ["id": .string("g\(number)")])
    }

    /// The first question finds the service at work.
    private func status(of id: String) -> Answer {
        let (greeting, isFirst) = orders.withLock { orders in
            guard id.hasPrefix("g"), let number = Int(id.dropFirst()), let greeting = orders.greetings[number] else {
                return (String?.none, false)
            }
            return (greeting, orders.asked.insert(number).inserted)
        }
        guard let greeting else { return refusal(404, "unknown-order", "there is no such order") }
        guard !isFirst else { return .json(200, ["status": "working"]) }
        return .json(
            200,
            ["status": "done", "greeting": .string(greeting), "speech": .string("\(Self.path)/\(id)\(Self.speech)")]
        )
    }

    /// The greeting as sound: a tone for each letter, as a WAV file, behind the same token.
    private func speech(of id: String) -> Answer {
        let greeting = orders.withLock { orders in
            id.hasPrefix("g") ? Int(id.dropFirst()).flatMap { orders.greetings[$0] } : nil
        }
        guard let greeting else { return refusal(404, "unknown-order", "there is no such order") }
        return Answer(status: 200, headers: ["Content-Type": "audio/wav"], body: .bytes(ToneFile.bytes(for: greeting)))
    }

    private func refusal(_ status: Int, _ code: String, _ message: String) -> Answer {
        .json(status, ["error": ["code": .string(code), "message": .string(message)]], note: code)
    }
}
