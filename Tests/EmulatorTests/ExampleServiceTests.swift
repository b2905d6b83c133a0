import InferenceKit
import Testing

@testable import Emulator

/// The service that models of JSON APIs are tried with.
struct ExampleServiceTests {
    @Test(arguments: [
        ("emulator-secret", #"{"name": "Ada"}"#, 202, "Hello, Ada!"),
        ("emulator-secret", #"{"name": "Ada", "language": "fr"}"#, 202, "Bonjour, Ada!"),
        ("emulator-secret", #"{"name": "Ada", "language": "xx"}"#, 422, "unsupported-language"),
        ("emulator-secret", #"{"name": " "}"#, 422, "blank-name"),
        ("emulator-secret", "{", 400, "bad-request"),
        ("other", #"{"name": "Ada"}"#, 401, "unauthorized"),
    ])
    func `it greets clients with the token, and reports what is wrong`(
        token: String,
        body: String,
        status: Int,
        answer: String
    ) async throws {
        try await LiveEmulator.run { emulator in
            let response = try await emulator.transport.send(
                HTTPRequest(
                    "POST",
                    "\(emulator.endpoint)/example/v1/greetings",
                    headers: ["Authorization": "Bearer \(token)"],
                    body: .bytes(Array(body.utf8))
                )
            )
            #expect(response.status == status)
            guard let id = try response.json["id"]?.string else {
                #expect(try response.json["error"]?["code"]?.string == answer)
                return
            }
            let question = HTTPRequest(
                "GET",
                "\(emulator.endpoint)/example/v1/greetings/\(id)",
                headers: ["Authorization": "Bearer \(token)"]
            )
            #expect(try await emulator.transport.send(question).json == ["status": "working"])
            let speech = "/example/v1/greetings/\(id)/speech"
            #expect(
                try await emulator.transport.send(question).json
                    == ["status": "done", "greeting": .string(answer), "speech": .string(speech)]
            )
            var download = HTTPRequest("GET", "\(emulator.endpoint)\(speech)")
            #expect(try await emulator.transport.send(download).status == 401)
            download.headers["Authorization"] = "Bearer \(token)"
            #expect(try await emulator.transport.send(download).body.starts(with: "RIFF".utf8))
        }
    }

    @Test func `an order that was never made is not found`() async throws {
        try await LiveEmulator.run { emulator in
            let question = HTTPRequest(
                "GET",
                "\(emulator.endpoint)/example/v1/greetings/g1",
                headers: ["Authorization": "Bearer emulator-secret"]
            )
            let response = try await emulator.transport.send(question)
            #expect(response.status == 404)
        }
    }
}
