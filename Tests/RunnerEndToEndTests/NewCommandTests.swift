import Foundation
import TestSupport
import Testing

/// `runner new` and `runner readme`: a model that works at once, and a README that stays true.
struct NewCommandTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    private func runner(_ arguments: [String]) async throws -> ProgramRun {
        try await run("runner", arguments, environment: ["RUNNER_POLL_INTERVAL": "0.05"], in: directory.path)
    }

    @Test(arguments: ["minimal", "vision", "ark", "http", "job"])
    func `a new model has no finding, passes its tests, predicts, and is formatted`(template: String) async throws {
        let made = try await runner(["new", "acme/sample", "--template", template, "--registry", "vision"])
        #expect(made.status == 0, "\(made.summary)")
        let files = made.output.split(separator: "\n").map(String.init)
        #expect(
            files.prefix(3) == ["vision/sample/inf.yml", "vision/sample/README.md", "vision/sample/Inference.swift"]
        )
        for file in files {
            let size = try FileManager.default.attributesOfItem(atPath: "\(directory.path)/\(file)")[.size] as? Int ?? 0
            #expect(size > 0 && size < 10_000)
        }
        let validated = try await runner(["validate", "vision"])
        #expect(validated.errors == "1 manifest checked, 0 errors, 0 warnings\n", "\(validated.summary)")
        let tested = try await runner(["test", "--warnings-as-errors"])
        #expect(tested.status == 0, "\(tested.summary)")
        #expect(tested.output.hasSuffix(" ok, 0 failed\n"))
        // The second command that is proposed, as a shell reads it.
        let proposed = try #require(made.errors.split(separator: "\n").first { $0.hasPrefix("  runner predict ") })
        let predicted = try await run(
            "/bin/sh",
            ["-c", String(proposed)],
            environment: [
                "PATH": "\(Project.products):\(baseEnvironment["PATH"] ?? "")", "RUNNER_POLL_INTERVAL": "0.05",
            ],
            in: directory.path
        )
        #expect(predicted.status == 0, "\(predicted.summary)")
        let outputs = ["vision": "sample.mp4\n", "ark": "sample.mp4\n", "job": "sample.wav\n"]
        #expect(predicted.output == outputs[template] ?? "{\"greeting\":\"Hello, Ada!\"}\n")
        let configuration = "\(Project.directory)/.swift-format"
        let lint = ["swift", "format", "lint", "--strict", "--configuration", configuration, "--recursive", "vision"]
        let linted = try await run("/usr/bin/env", lint, in: directory.path)
        #expect(linted.status == 0, "\(linted.summary)")
    }

    @Test(arguments: [
        ("Hello_World", "'Hello_World' cannot be a new model's name", "such as 'hello-world'"),
        ("Acme/hello", "'Acme' cannot be a new model's namespace", "such as 'acme'"),
        ("", "the name is empty", "use lower-case letters"),
        ("a/b/c", "'a/b/c' is not the name of a model", "write NAME or NAMESPACE/NAME"),
        ("../x", "cannot be a new model's namespace", "use lower-case letters"),
    ])
    func `a name that cannot be used is refused with one that can`(name: String, message: String, help: String)
        async throws
    {
        let result = try await runner(["new", name, "--registry", "vision"])
        #expect(result.status == 64)
        #expect(result.errors.contains(message), "\(result.summary)")
        #expect(result.errors.contains(help), "\(result.summary)")
        #expect(try directory.names() == [])
    }

    @Test func `what is there already stays as it is`() async throws {
        try directory.write("vision/hello/notes.txt", "mine")
        let taken = try await runner(["new", "hello"])
        #expect(taken.status == 64)
        #expect(taken.errors.contains("'vision/hello' already exists"), "\(taken.summary)")
        #expect(try directory.names(in: "vision/hello") == ["notes.txt"])
        #expect(try await runner(["new", "a-b"]).status == 0)
        try FileManager.default.moveItem(atPath: "\(directory.path)/vision/a-b", toPath: "\(directory.path)/vision/a_b")
        let collision = try await runner(["new", "a-b"])
        #expect(collision.status == 64)
        #expect(collision.errors.contains("would have the same Swift module 'Inference_a_b'"), "\(collision.summary)")
        try FileManager.default.moveItem(
            atPath: "\(directory.path)/vision/a_b",
            toPath: "\(directory.path)/vision/a-b-two"
        )
        let double = try await runner(["new", "a-b"])
        #expect(double.errors.contains("is already called 'a-b'"), "\(double.summary)")
        #expect(try directory.names(in: "vision") == ["a-b-two", "hello"])
    }

    @Test func `what a killed command has left goes, and what another is working on stays`() async throws {
        try directory.write("vision/.runner-add-left12/hello/inf.yml", "")
        try directory.write("vision/.runner-add-held12/hello/inf.yml", "")
        let held = open("\(directory.path)/vision/.runner-add-held12", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(held) }
        #expect(flock(held, LOCK_EX | LOCK_NB) == 0)
        let made = try await runner(["new", "hello"])
        #expect(made.status == 0, "\(made.summary)")
        #expect(try directory.names(in: "vision") == [".runner-add-held12", "hello"])
    }

    @Test func `without a registry the error says how to name one`() async throws {
        let result = try await runner(["new", "hello"])
        #expect(result.status == 78)
        #expect(result.errors.contains("help: set a directory with --registry; it is created if missing"))
        try directory.write("file", "")
        let blocked = try await runner(["new", "hello", "--registry", "file"])
        #expect(blocked.status == 73)
        #expect(blocked.errors.contains("error: 'file' cannot be written: Not a directory"), "\(blocked.summary)")
        let below = try await runner(["new", "hello", "--registry", "file/below"])
        #expect(below.status == 73)
        #expect(below.errors.contains("error: 'file/below' cannot be written: Not a directory"), "\(below.summary)")
    }

    @Test func `a README follows its manifest and keeps the author's words`() async throws {
        #expect(try await runner(["new", "hello", "--registry", "vision"]).status == 0)
        let path = "vision/hello/README.md"
        let text = try directory.read(path)
        let row = "| `name` | string | required | at least 1 character, at most 40 characters | Who is greeted. |"
        #expect(text.contains(row), "\(text)")
        try directory.write(path, "Before.\n\n\(text)\nAfter.\n")
        #expect(try await runner(["readme", "--check"]).status == 0)
        let manifest = try directory.read("vision/hello/inf.yml")
        try directory.write("vision/hello/inf.yml", manifest.replacing("Who is greeted.", with: "Who | <whom>."))
        let check = try await runner(["readme", "--check"])
        #expect(check.status == 1)
        #expect(check.output.contains("\n-\(row)\n"), "\(check.summary)")
        #expect(check.output.contains(#"characters | Who \| &lt;whom>. |"#), "\(check.summary)")
        let tested = try await runner(["test", "hello"])
        #expect(tested.status == 1)
        #expect(tested.output.contains("differs from the manifest and the examples"), "\(tested.summary)")
        let written = try await runner(["readme"])
        #expect(written.output == "\(path)\n")
        let new = try directory.read(path)
        #expect(new.hasPrefix("Before.\n\n# hello\n") && new.hasSuffix("\nAfter.\n"))
        #expect(try await runner(["readme"]).output == "")
        #expect(try await runner(["test", "hello"]).status == 0)
    }

    @Test func `marks that make no sense are an error, and a file without marks gets them at its end`() async throws {
        #expect(try await runner(["new", "hello", "--registry", "vision"]).status == 0)
        let text = try directory.read("vision/hello/README.md")
        try directory.write("vision/hello/README.md", text + text)
        let result = try await runner(["readme"])
        #expect(result.status == 65)
        #expect(result.errors.contains("does not have exactly one start marker and one end"), "\(result.summary)")
        try directory.write("vision/hello/README.md", "Mine.")
        #expect(try await runner(["readme"]).status == 0)
        #expect(try directory.read("vision/hello/README.md").hasPrefix("Mine.\n\n<!-- "))
    }
}
