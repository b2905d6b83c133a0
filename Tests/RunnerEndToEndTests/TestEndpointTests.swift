import Foundation
import TestSupport
import Testing

/// `runner test --endpoint`, and downloads of protected files, with a model that `runner new --template job` makes.
struct TestEndpointTests {
    private let directory: TestDirectory

    init() async throws {
        directory = try TestDirectory()
        let made = try await run(
            "runner",
            ["new", "sample", "--template", "job", "--registry", "vision"],
            in: directory.path
        )
        try #require(made.status == 0, "\(made.summary)")
        // Its README describes the examples.
        try FileManager.default.removeItem(atPath: "\(directory.path)/vision/sample/README.md")
        // The stand-in does not look at names.
        try directory.write(
            "vision/sample/examples/blank.json",
            #"{"input": {"name": ""}, "error": {"code": "invalid-input"}}"#
        )
    }

    /// Runs `runner` beside a stand-in for the service, and returns the requests that had a token or should have none.
    private func runner(_ words: [String], at place: String) async throws -> (run: ProgramRun, requests: [String]) {
        let standIn = "\(Project.directory)/Tests/RunnerEndToEndTests/StandIns/jobs.py"
        let result = try await run(
            "/usr/bin/env",
            ["python3", standIn, place, Project.sample("hello.wav"), "\(directory.path)/requests", "--"]
                + ["\(Project.products)/runner"] + words,
            environment: [
                "GREETINGS_KEY": "the-real-key", "RUNNER_STATE": "\(directory.path)/runs.sqlite",
                "RUNNER_POLL_INTERVAL": "0.02",
            ],
            in: directory.path
        )
        let requests = (try? directory.read("requests")) ?? ""
        return (result, requests.split(separator: "\n").map(String.init).filter { !$0.contains("/emulator") })
    }

    @Test func `examples run against a server of one's own, which never gets the real key`() async throws {
        let (result, requests) = try await runner(["test", "--endpoint", "ENDPOINT"], at: "own")
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output.contains("  ok      ada, "), "\(result.summary)")
        #expect(requests.contains { $0.hasPrefix("service POST /example/v1/greetings Bearer ") }, "\(requests)")
        #expect(!requests.contains { $0.contains("the-real-key") }, "\(requests)")
        // Nothing is recorded, and nothing is left behind.
        #expect(try directory.names().sorted() == ["requests", "vision"])
    }

    @Test func `an example that the server fails is a failure`() async throws {
        let (result, _) = try await runner(["test", "sample", "--endpoint", "ENDPOINT"], at: "refused")
        #expect(result.status == 1, "\(result.summary)")
        #expect(result.output.contains("  FAILED  ada, "), "\(result.summary)")
        #expect(result.output.contains("there is nobody to greet"), "\(result.summary)")
    }

    @Test(arguments: ["https://api.example.com", "http://10.0.0.1:80", "127.0.0.1:80", "http://127.0.0.1@example.com"])
    func `examples are never run against a real service`(endpoint: String) async throws {
        let result = try await run("runner", ["test", "--endpoint", endpoint], in: directory.path)
        #expect(result.status == 64, "\(result.summary)")
        #expect(result.errors.contains("--endpoint is not a server on this machine"), "\(result.summary)")
    }

    @Test func `an emulator and a server of your own cannot be used together`() async throws {
        let result = try await run(
            "runner",
            ["test", "--emulator", "--endpoint", "http://127.0.0.1:9"],
            in: directory.path
        )
        #expect(result.status == 64, "\(result.summary)")
        #expect(result.errors.contains("error: --emulator cannot be used with --endpoint\n"), "\(result.summary)")
    }

    @Test(arguments: [
        ("own", "service GET /result Bearer the-real-key"), ("elsewhere", "other GET /sound -"),
        ("redirected", "other GET /sound -"),
    ])
    func `only the service itself gets the token with which a result is fetched`(place: String, last: String)
        async throws
    {
        let (result, requests) = try await runner(
            // The sandbox lets a model reach only the endpoint's port of this machine.
            ["predict", "sample", "name=Ada", "--yes", "--unsafe-models", "--endpoint", "ENDPOINT"],
            at: place
        )
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output == "sample.wav\n", "\(result.summary)")
        #expect(requests.last == last, "\(requests)")
        #expect(!requests.contains { $0.hasPrefix("other") && $0.contains("key") }, "\(requests)")
    }
}
