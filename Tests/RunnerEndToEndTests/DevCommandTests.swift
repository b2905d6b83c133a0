import Foundation
import TestSupport
import Testing

/// `runner dev`: a round for each save, told in a line that the next save waits for.
struct DevCommandTests {
    private let models: TestModels

    init() throws {
        models = try TestModels()
    }

    private func dev(
        _ arguments: [String] = [],
        _ reactions: [@Sendable () throws -> Void]
    ) async throws -> (rounds: [String], text: String, status: Int32) {
        let words = ["dev", "hello"] + arguments
        let result = try await follow("runner", words, in: models.directory.path) { line, process in
            guard line.hasPrefix("round "), let number = Int(line.dropFirst(6).prefix { $0.isNumber }) else { return }
            guard number <= reactions.count else {
                kill(process, SIGINT)
                return
            }
            try reactions[number - 1]()
        }
        let rounds = result.lines.filter { $0.hasPrefix("round ") }.map { String($0.prefix { $0 != "(" && $0 != ";" }) }
        return (rounds, result.lines.joined(separator: "\n"), result.status)
    }

    /// Changes a text in one file at a stroke, as editors do: beside it, then renamed over it.
    ///
    /// Two files of one save could become two rounds, since a busy machine may take a pause between them.
    private static func save(_ name: String, in models: TestModels, _ old: String, as new: String) throws {
        let part = try models.directory.write("\(name)~", try models.directory.read(name).replacing(old, with: new))
        rename(part, models.path(name))
    }

    @Test(.timeLimit(.minutes(3)))
    func `each save is a round, errors come at their stage, and Ctrl-C ends with 0`() async throws {
        let models = models
        try models.write("hello", predict: #"Output(greeting: "Hello, \(input.name)!")"#)
        try models.directory.write("hello/examples/ada.json", #"{"input": {}, "output": {"greeting": "Hello, Ada!"}}"#)
        let result = try await dev(
            [],
            [
                {
                    try Self.save("hello/Inference.swift", in: models, #""Hello, \(input.name)!""#, as: "nonsense")
                },
                {
                    try models.directory.write("hello/.Inference.swift.swp", "x")
                    try Self.save("hello/Inference.swift", in: models, "nonsense", as: #""Hi""#)
                },
                {
                    try models.directory.write(
                        "hello/examples/ada.json",
                        #"{"input": {}, "output": {"greeting": "Hi"}}"#
                    )
                },
                { try models.directory.write("hello/inf.yml", "name: hello\n") },
            ]
        )
        #expect(
            result.rounds == [
                "round 1: ok ", "round 2: FAILED at types ", "round 3: FAILED at example 'ada' ", "round 4: ok ",
                "round 5: FAILED at manifest",
            ],
            "\(result.text)"
        )
        #expect(result.text.contains("error: cannot find 'nonsense' in scope"))
        // A broken save does not take the last good result away.
        #expect(
            result.text.contains("  last good, round 1: {\"greeting\":\"Hello, Ada!\"}\nround 2: FAILED"),
            "\(result.text)"
        )
        #expect(result.text.contains("  output.greeting: expected \"Hello, Ada!\", got \"Hi\""))
        #expect(result.text.contains("hello/inf.yml:1:1: error: missing key"))
        #expect(result.status == 0)
    }

    @Test(.timeLimit(.minutes(3)))
    func `a save during a round begins the next one, and ends what it was doing`() async throws {
        let models = models
        try models.directory.write("hello/examples/ada.json", #"{"input": {}, "output": {"greeting": "Hello"}}"#)
        // The model saves a better version of itself, and then never ends.
        try models.write("better", predict: #"Output(greeting: "Hello")"#)
        let better = models.path("better/Inference.swift")
        try models.write(
            "hello",
            predict: #"rename("\#(better)", "\#(models.path("hello"))/Inference.swift"); while true {}"#
        )
        // In a sandbox it could not write to its own directory.
        let result = try await dev(["--unsafe-models"], [])
        #expect(result.rounds.last?.hasSuffix(": ok ") == true, "\(result.text)")
        #expect(result.rounds.count == 1)
        #expect(result.status == 0)
    }

    @Test(.timeLimit(.minutes(3))) func `a directory that is gone for a while is watched again when it is back`()
        async throws
    {
        let models = models
        for name in ["hello", "next"] { try models.write(name, predict: #"Output(greeting: "\#(name)")"#) }
        for name in ["hello", "next"] {
            let example = #"{"input": {}, "output": {"greeting": "\#(name)"}}"#
            try models.directory.write("\(name)/examples/one.json", example)
        }
        let result = try await dev(
            [],
            [
                { rename(models.path("hello"), models.path("old")) },
                { rename(models.path("next"), models.path("hello")) },
                {
                    // What lies elsewhere now is no longer watched.
                    try models.directory.write("old/inf.yml", "")
                    try models.directory.write("hello/inf.yml", "name: hello\n")
                },
            ]
        )
        #expect(
            result.rounds == [
                "round 1: ok ", "round 2: FAILED at manifest", "round 3: ok ", "round 4: FAILED at manifest",
            ],
            "\(result.text)"
        )
        #expect(result.status == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `a directory that cannot be watched is an error`() async throws {
        try models.write("hello", predict: #"Output(greeting: "")"#)
        // It may be entered and not be read, as by a superuser without his powers.
        try FileManager.default.setAttributes([.posixPermissions: 0o311], ofItemAtPath: models.path("hello"))
        let powerless = geteuid() == 0 ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] : []
        let command = powerless + ["\(Project.products)/runner", "dev", models.path("hello")]
        let result = try await run("/usr/bin/env", command)
        #expect(result.status == 78, "\(result.summary)")
        #expect(result.errors.contains("hello' cannot be watched"), "\(result.summary)")
        #expect(result.errors.contains("fs.inotify.max_user_watches"), "\(result.summary)")
    }

    @Test(.timeLimit(.minutes(3))) func `secrets that come later bring an emulator`() async throws {
        let models = models
        try models.write(
            "hello",
            predict: #"Output(greeting: (try? setup.secret("GREETING_KEY").exposed) ?? "none")"#
        )
        try models.directory.write("hello/examples/one.json", #"{"input": {}, "output": {"greeting": "none"}}"#)
        try models.directory.write(
            "hello/examples/two.json",
            #"{"input": {}, "output": {"greeting": "emulator-secret"}}"#
        )
        let result = try await dev(
            ["--example", "two"],
            [
                {
                    let secret = "secrets: [{key: GREETING_KEY, description: A secret of the test.}]\n"
                    try Self.save("hello/inf.yml", in: models, "resources:", as: "\(secret)resources:")
                }
            ]
        )
        #expect(result.rounds == ["round 1: FAILED at example 'two' ", "round 2: ok "], "\(result.text)")
        #expect(result.status == 0)
    }

    @Test func `a model that is not there is a usage error`() async throws {
        let result = try await run("runner", ["dev", "nobody", "--registry", "."], in: models.directory.path)
        #expect(result.status == 64)
        #expect(result.errors.contains("there is no model 'nobody'"))
    }
}
