import InferenceKit
import TestSupport
import Testing

@testable import ARKHelper

struct CreationTests {
    @Test func `a creation is one POST with the bearer token and the name of the run`() async throws {
        let ark = try ARKFixture([.created])
        let task = try await ark.createTask()
        #expect(task == ARKTask(id: "cgt-1", model: "m1", submitted: ark.time.now, requestID: "r0"))
        let request = try #require(ark.transport.requests.first)
        #expect(request.method == "POST")
        #expect(request.url == "https://ark.ap-southeast.bytepluses.com/api/v3/contents/generations/tasks")
        #expect(request.headers["Authorization"] == "Bearer not-to-be-seen")
        #expect(request.headers["X-Client-Request-Id"] == ARKFixture.key)
        #expect(!request.isIdempotent)
        guard case .bytes(let bytes) = request.body else { throw CancellationError() }
        #expect(try JSONValue(parsing: bytes)["safety_identifier"]?.string == ARKFixture.key)
        #expect(ark.channel.reports.contains(.task("cgt-1")))
    }

    /// The vendor's SDK sends a POST again in each of these cases.
    @Test(arguments: [
        ScriptedTransport.Answer.lost(.connectionLost), .lost(.timedOut), .refused("InternalServiceError", status: 500),
        .json("<html>", status: 502), .json("", status: 408), .json("<html>"), .json("{}"), .json(#"{"id":""}"#),
    ])
    func `a lost answer is looked for and the creation is not repeated`(_ answer: ScriptedTransport.Answer) async throws
    {
        let ark = try ARKFixture([
            answer, .list(),
            .list(#"{"id":"cgt-9","safety_identifier":"other"}"#, #"{"id":"cgt-8","safety_identifier":"k0-submit-0"}"#),
        ])
        #expect(try await ark.createTask().id == "cgt-8")
        #expect(ark.creations == 1)
        #expect(ark.channel.steps == ["submit began", "submit succeeded"])
    }

    @Test func `a task that is not listed stays unknown`() async throws {
        let ark = try ARKFixture([.lost(.connectionLost), .list(), .list(), .list(), .list()])
        let error = await predictionError { _ = try await ark.createTask() }
        #expect(error?.code == .outcomeUnknown && ark.creations == 1)
        #expect(ark.channel.steps == ["submit began", "submit unknown"])
    }

    @Test func `a list that cannot be read leaves the outcome unknown`() async throws {
        let ark = try ARKFixture([.lost(.timedOut), .refused("AuthenticationError", status: 401)])
        let error = await predictionError { _ = try await ark.createTask() }
        #expect(error?.code == .outcomeUnknown && ark.creations == 1)
    }

    @Test func `all pages of the list are read`() async throws {
        let full = (0..<100).map { #"{"id":"cgt-\#($0)"}"# }.joined(separator: ",")
        let ark = try ARKFixture([
            .lost(.connectionLost), .json(#"{"total":101,"items":[\#(full)]}"#),
            .json(#"{"total":101,"items":[{"id":"cgt-x","safety_identifier":"k0-submit-0","created_at":7}]}"#),
        ])
        #expect(try await ark.createTask().id == "cgt-x")
        #expect(ark.transport.requests.last?.url.contains("page_num=2&") == true)
    }

    @Test(arguments: [
        ScriptedTransport.Answer.refused("ServerOverloaded", status: 429),
        .refused("RateLimitExceeded.EndpointRPMExceeded", status: 429, headers: ["Retry-After": "2"]),
        .lost(.cannotConnect, reached: false),
    ])
    func `a refusal for the moment is followed by another attempt`(_ answer: ScriptedTransport.Answer) async throws {
        let ark = try ARKFixture([answer, .created])
        #expect(try await ark.createTask().id == "cgt-1")
        #expect(ark.channel.steps == ["submit began", "submit failed", "submit began", "submit succeeded"])
    }

    @Test func `a resumed run returns its task`() async throws {
        let first = try ARKFixture([.created])
        let task = try await first.createTask()
        let second = try ARKFixture([], resuming: first.channel.recorded(at: first.time.now))
        #expect(try await second.createTask() == task)
        #expect(second.channel.reports.contains(.task("cgt-1")))
    }

    @Test func `a lost step is found by its name`() async throws {
        let ark = try ARKFixture([.list(#"{"id":"cgt-8","safety_identifier":"k0-submit-0","created_at":5}"#)])
        let step = LostStep(key: ARKFixture.key, name: "submit", began: ark.time.now)
        let finding = try await ARKAPI.find(step, model: "m1", ark.setup)
        let task = ARKTask(id: "cgt-8", model: "m1", submitted: UTCTime(secondsSinceEpoch: 5))
        #expect(try finding == .found(encoding: task, taskID: "cgt-8"))
    }

    @Test func `a lost image is not looked for`() async throws {
        let ark = try ARKFixture([])
        let step = LostStep(key: "k0-generate-0", name: "generate", began: ark.time.now)
        guard case .notFound = try await ARKAPI.find(step, model: "m1", ark.setup) else { throw CancellationError() }
        #expect(ark.transport.requests.isEmpty)
    }

    @Test(arguments: ["Bearer abc", "abc def", "AKAPxyz"])
    func `a key that cannot be right is refused`(_ key: String) async throws {
        let setup = Setup(
            secrets: ["ARK_API_KEY": Secret(key)],
            transport: ScriptedTransport([]),
            signer: { _ in NamingSigner() },
            time: TestTime()
        )
        #expect(#expect(throws: PredictionError.self) { _ = try ARKAPI(setup) }?.code == .accessDenied)
    }
}
