import Foundation
import InferenceKit
import TestSupport
import Testing

/// `runner test`: the examples of models, run as tests.
struct TestCommandTests {
    private let models: TestModels

    init() throws {
        models = try TestModels()
    }

    private func write(_ example: String, _ text: String, model: String = "hello") throws {
        try models.directory.write("\(model)/examples/\(example).json", text)
    }

    private func test(_ arguments: [String] = [], environment: [String: String] = [:]) async throws -> ProgramRun {
        try await run("runner", ["test"] + arguments, environment: environment, in: models.directory.path)
    }

    private static let greets = #"Output(greeting: "Hello, \(input.name)!")"#

    @Test func `examples that come true end with 0`() async throws {
        try models.write("hello", predict: Self.greets)
        try write("ada", #"{"input": {"name": "Ada"}, "output": {"greeting": "Hello, Ada!"}}"#)
        try write("unknown", #"{"input": {"nmae": "Ada"}, "error": {"code": "invalid-input", "message": "'name'"}}"#)
        let result = try await test(["hello"])
        #expect(result.status == 0, "\(result.summary)")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "test/hello (hello)")
        #expect(lines[1].hasPrefix("  ok      ada, "))
        #expect(lines[2].hasPrefix("  ok      unknown, "))
        #expect(lines.last == "2 examples of 1 model: 2 ok, 0 failed")
        #expect(result.errors == "")
    }

    @Test func `a difference is shown at its place, and ends with 1`() async throws {
        try models.write("hello", predict: Self.greets)
        try write("ada", #"{"input": {"name": "Ada"}, "output": {"greeting": "Hello, Bob!"}}"#)
        try write("empty", #"{"input": {}, "error": {"code": "invalid-input"}}"#)
        let result = try await test(["hello"])
        #expect(result.status == 1, "\(result.summary)")
        #expect(result.output.contains("  FAILED  ada, "))
        #expect(result.output.contains("      output.greeting: expected \"Hello, Bob!\", got \"Hello, Ada!\"\n"))
        #expect(result.output.contains("      error: expected the code 'invalid-input', got the output {\"greeting\""))
        #expect(result.output.hasSuffix("2 examples of 1 model: 0 ok, 2 failed\n"))
    }

    @Test func `a model that does not compile is shown once, and the others go on`() async throws {
        try models.write("broken", predict: "nonsense")
        try models.write("hello", predict: Self.greets)
        for name in ["one", "two"] { try write(name, #"{"input": {}, "output": {}}"#, model: "broken") }
        try write("ada", #"{"input": {}, "output": {"greeting": {"pattern": "Ada"}}}"#)
        let result = try await test(["--registry", "."])
        #expect(result.status == 1)
        #expect(result.output.contains("cannot find 'nonsense' in scope"), "\(result.summary)")
        #expect(result.output.split(separator: "\n").filter { $0.contains("does not compile") }.count == 3)
        #expect(result.output.contains("  FAILED  one, since the model does not compile\n  FAILED  two, since"))
        #expect(result.output.contains("  ok      ada"))
        #expect(
            result.output.hasSuffix("3 examples of 2 models: 1 ok, 2 failed; 1 error\n"),
            "\(result.summary)"
        )
    }

    @Test func `what is wrong with a manifest or an example is said at its place`() async throws {
        try models.directory.write("bad/inf.yml", "name: bad\nkernl: swift-6\n")
        try models.write("hello", predict: Self.greets)
        try write("ada", #"{"input": {},"#)
        let result = try await test(["--registry", "."])
        #expect(result.status == 1)
        #expect(
            result.output.contains("  ./bad/inf.yml:2:1: error: unknown key 'kernl' in manifest"),
            "\(result.summary)"
        )
        #expect(
            result.output.contains(
                "      ./hello/examples/ada.json:1:14: error: not JSON: the end of the file where a name should be"
            )
        )
    }

    @Test func `a model without examples is a warning, and a failure when warnings are`() async throws {
        try models.write("hello", predict: Self.greets)
        let result = try await test(["hello"])
        #expect(result.status == 0, "\(result.summary)")
        #expect(result.output.contains("  warning:  no examples; write examples/NAME.json"))
        #expect(try await test(["hello", "--warnings-as-errors"]).status == 1)
    }

    @Test func `an example that cannot be read says nothing about the README`() async throws {
        try models.write("hello", predict: Self.greets)
        try write("ada", #"{"input": {"name": "Ada"}, "output": {"greeting": "Hello, Ada!"}}"#)
        #expect(try await run("runner", ["readme", "hello"], in: models.directory.path).status == 0)
        #expect(try await test(["hello"]).status == 0)
        try write("ada", #"{"input": {"name": "Ada"}, "output": {"greeting": "Hello, Ada!"}"#)
        let result = try await test(["hello"])
        #expect(result.status == 1)
        #expect(result.output.components(separatedBy: "error: ").count == 2, "\(result.summary)")
        #expect(!result.output.contains("README"), "\(result.summary)")
    }

    @Test func `a registry without models is nothing that passes`() async throws {
        let result = try await test(["--registry", "."])
        #expect(result.status == 1)
        #expect(
            result.errors == """
                error: there is nothing to test: no directory in '.' holds an inf.yml
                help: create a model with 'runner new', or set a directory of models with --registry

                """,
            "\(result.summary)"
        )
        let json = try JSONValue(parsing: Array(try await test(["--registry", ".", "--json"]).output.utf8))
        #expect(json["error"]?["code"] == "no-models")
    }

    @Test func `names that do not exist are usage errors`() async throws {
        try models.write("hello", predict: Self.greets)
        try write("ada", #"{"input": {}, "output": {}}"#)
        #expect(try await test(["nobody", "--registry", "."]).status == 64)
        let result = try await test(["hello", "--example", "bob"])
        #expect(result.status == 64)
        #expect(result.errors == "error: there is no example 'bob'\nhelp: the examples are: ada\n")
    }

    @Test func `the report for programs holds every example`() async throws {
        try models.write("hello", predict: Self.greets)
        try write("ada", #"{"input": {}, "output": {"greeting": "Hi"}}"#)
        let result = try await test(["hello", "--json"])
        #expect(result.status == 1)
        let json = try JSONValue(parsing: Array(result.output.utf8))
        #expect(json["status"] == "failed")
        #expect(json["failed"] == 1)
        let model = try #require(json["models"]?.array?.first)
        #expect(model["model"] == "test/hello")
        let example = try #require(model["examples"]?.array?.first)
        #expect(example["name"] == "ada")
        #expect(example["status"] == "failed")
        #expect(example["differences"]?.array?.first?["place"] == "output.greeting")
        #expect(result.errors == "")
    }

    @Test func `a secret has a stand-in, never the user's own value`() async throws {
        try models.write(
            "hello",
            predict: #"Output(greeting: try setup.secret("GREETING_KEY").exposed)"#,
            secrets: ["GREETING_KEY"]
        )
        try write("key", #"{"input": {}, "output": {"greeting": "emulator-secret"}}"#)
        let result = try await test(["hello"], environment: ["GREETING_KEY": "real-key"])
        #expect(result.status == 0, "\(result.summary)")
        let predicted = try await run(
            "runner",
            ["predict", "hello", "--emulator"],
            environment: ["GREETING_KEY": "real-key"],
            in: models.directory.path
        )
        #expect(predicted.output == "{\"greeting\":\"emulator-secret\"}\n", "\(predicted.summary)")
    }

    @Test func `nothing is sent to another machine`() async throws {
        let send = """
            _ = try await setup.transport.send(HTTPRequest("GET", "https://a.test/"))
            return Output(greeting: "sent")
            """
        try models.write("offline", predict: send, hosts: ["a.test"])
        try models.write("online", predict: send, secrets: ["GREETING_KEY"], hosts: ["a.test"])
        for model in ["offline", "online"] {
            try write(
                "send",
                #"{"input": {}, "error": {"message": "requests may not leave this machine"}}"#,
                model: model
            )
        }
        let result = try await test(["--registry", "."])
        #expect(result.status == 0, "\(result.summary)")
    }

    @Test func `nothing is recorded and no file is left`() async throws {
        try models.write("hello", predict: Self.greets)
        try write("ada", #"{"input": {}, "output": {}}"#)
        let place = try TestDirectory()
        let state = "\(place.path)/runs.sqlite"
        let result = try await test(["hello"], environment: ["RUNNER_STATE": state, "TMPDIR": place.path])
        #expect(result.status == 0, "\(result.summary)")
        #expect(try place.names() == [])
    }

    @Test func `files are looked for beside the example`() async throws {
        let result = try await run(
            "runner",
            ["test", "\(Project.directory)/vision/omnihuman-1-5", "--example", "no-such-character"],
            environment: ["RUNNER_POLL_INTERVAL": "0.05"],
            in: models.directory.path
        )
        #expect(result.status == 0, "\(result.summary)")
    }
}
