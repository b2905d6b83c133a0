import Foundation
import HTTPTypes
import RunStore
import RunStoreFixtures
import RunnerCore
import SQLiteRunStore
import Testing

@testable import RunnerServer

struct TokenDirectoryTests {
    private let place: TemporaryDirectory
    private let store: any ServerDatabase

    init() async throws {
        place = try TemporaryDirectory()
        store = try await SQLiteRunDatabase(path: place.path + "/runs.sqlite", redactor: Redactor())
    }

    /// Adds a token.
    ///
    /// - Returns: The token as its owner sends it.
    private func add(_ name: String, expires: Double? = nil, models: [String]? = nil) async throws -> String {
        var random = SystemRandomNumberGenerator()
        let text = TokenText(using: &random)
        try await store.add(
            AccessToken(
                id: text.id,
                name: name,
                hash: try text.hash,
                models: models,
                maxCost: 2,
                maxCostPerDay: 5,
                created: Date(),
                expires: expires.map { Date().addingTimeInterval($0) }
            )
        )
        return text.text
    }

    private func directory(isPrivate: Bool = true) -> TokenDirectory {
        TokenDirectory(database: store, isPrivate: isPrivate)
    }

    private func refusal(_ token: String?, isPrivate: Bool = true) async -> String? {
        do {
            _ = try await directory(isPrivate: isPrivate).client(token: token)
            return nil
        } catch let problem as Problem {
            #expect(problem.status == .unauthorized && problem.help?.isEmpty == false)
            #expect(problem.headers[.wwwAuthenticate] == "Bearer realm=\"runner\"")
            return problem.detail
        } catch {
            return "\(error)"
        }
    }

    @Test func `a token gives its caller's name, models and limits`() async throws {
        let token = try await add("ada", models: ["demo/hello"])
        let client = try await directory().client(token: token)
        #expect(client == Client(name: "ada", models: ["demo/hello"], maxCost: 2, maxCostPerDay: 5))
    }

    @Test func `a wrong, revoked or expired token is refused and says why`() async throws {
        let (good, old, gone) = (
            try await add("ada"), try await add("bob", expires: -1), try await add("eve")
        )
        _ = try await store.revokeToken(named: "eve", at: Date())
        #expect(await refusal(nil) == "this server needs a token")
        for wrong in [
            "", "r8_abc", String(good.dropLast()) + (good.hasSuffix("0") ? "1" : "0"), good + "0", good.uppercased(),
        ] {
            #expect(await refusal(wrong) == "the token is unknown", "\(wrong)")
        }
        #expect(await refusal(old)?.hasPrefix("the token of 'bob' expired at ") == true)
        #expect(await refusal(gone) == "the token of 'eve' was revoked")
        #expect(await refusal(good) == nil)
    }

    @Test func `a server on this machine is open until its first token, and never again`() async throws {
        #expect(try await directory().client(token: nil) == .anonymous)
        #expect(try await directory().client(token: "r8_whatever") == .anonymous)
        #expect(await refusal(nil, isPrivate: false) == "this server needs a token")
        #expect(await !directory().hasTokens)
        _ = try await add("ada")
        #expect(await directory().hasTokens)
        _ = try await store.revokeToken(named: "ada", at: Date())
        #expect(await !directory().hasTokens)
        #expect(await refusal(nil) == "this server needs a token")
    }
}
