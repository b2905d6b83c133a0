import FoundationEssentials
import InferenceKit
import TestSupport
import Testing

/// What the completion scripts do to lines that are typed into real shells.
struct CompletionTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
        try directory.write(
            "vision/talk/inf.yml",
            """
            namespace: test
            name: talk
            description: "Talks: a lot."
            category: video
            kernel: swift-6
            inputs:
                image: {type: image, description: A face.}
                style: {type: string, required: false, enum: ["very loud", "it's", "$HOME", "a:b=c"]}
                speed: {type: number, default: 1, examples: [0.5]}
                loud: {type: boolean, required: false}
            outputs:
                video: {type: video}

            """
        )
        try directory.write("vision/broken/inf.yml", "name: [\n")
        try directory.write(
            "more/walk/inf.yml",
            "name: walk\ndescription: Walks.\ncategory: video\nkernel: swift-6\ninputs: {}\n"
        )
        try directory.write("pictures/a face.jpg", "")
        try directory.write("pictures/b.jpg", "")
        try directory.write("pictures/a face.json", "")
        try directory.write("pictures/c.JPEG", "")
        try directory.write("pictures/c.wav", "")
        try directory.write("pictures/more/d.png", "")
        try directory.write("home/my face.png", "")
    }

    struct Case: Sendable {
        let typed: String
        /// What stands there after a tab; without one, nothing changes.
        let line: String

        init(_ typed: String, _ line: String? = nil) {
            self.typed = typed
            self.line = line ?? typed
        }
    }

    private static let cases = [
        Case("runner pre", "runner predict "),
        Case("runner runs li", "runner runs list "),
        Case("runner validate --format=sa", "runner validate --format=sarif "),
        Case("runner predict t", "runner predict talk "),
        Case("runner predict test/", "runner predict test/talk "),
        Case("runner predict vi", "runner predict vision/"),
        Case("runner predict --registry more w", "runner predict --registry more walk "),
        Case("runner predict talk --input im", "runner predict talk --input image="),
        Case("runner predict talk -i image=x lo", "runner predict talk -i image=x loud="),
        Case("runner predict talk -i loud=t", "runner predict talk -i loud=true "),
        Case("runner predict talk -i image=pic", "runner predict talk -i image=pictures/"),
        Case("runner predict talk -i image=@pic", "runner predict talk -i image=@pictures/"),
        Case("runner predict talk -i image=pictures/b", "runner predict talk -i image=pictures/b.jpg "),
        Case("runner predict talk -i image=pictures/a", "runner predict talk -i image=pictures/a\\ face.jpg "),
        // Files of other kinds are not offered; directories are.
        Case("runner predict talk -i image=pictures/c", "runner predict talk -i image=pictures/c.JPEG "),
        Case("runner predict talk -i image=pictures/a\\ f", "runner predict talk -i image=pictures/a\\ face.jpg "),
        Case("runner predict talk -i image=~/my\\ ", "runner predict talk -i image=~/my\\ face.png "),
        Case("runner predict talk -i image=pictures/m", "runner predict talk -i image=pictures/more/"),
        Case("runner predict talk -i 'image=pictures/a", "runner predict talk -i 'image=pictures/a face.jpg' "),
        Case("runner predict talk -i 'style=v", "runner predict talk -i 'style=very loud' "),
        Case("runner predict talk -i style=v", "runner predict talk -i style=very\\ loud "),
        Case("runner predict talk -i style=a:", "runner predict talk -i style=a:b=c "),
        // What cannot be completed stays as it is, without a word.
        Case("runner predict broken -i x"),
        Case("runner predict nothing -i x"),
        Case("runner predict talk -i no=x"),
        Case("runner predict --registry /nowhere t -i x"),
        Case("runner runs resume 0"),
        Case("runner nonsense x"),
    ]

    /// Types lines, each with a tab at its end, and returns what becomes of them.
    private func type(_ lines: [String], into shell: String) async throws -> [String] {
        let script = try await run("runner", ["completion", shell])
        #expect(script.status == 0)
        let result = try await run(
            "/usr/bin/env",
            [
                "python3", "\(Project.directory)/Tests/RunnerEndToEndTests/Shells/type.py", shell,
                try directory.write(shell, script.output),
            ],
            environment: [
                "PATH": "\(Project.products):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")",
                "LC_ALL": "C.UTF-8", "HOME": "\(directory.path)/home", "RUNNER_STATE": "\(directory.path)/runs.sqlite",
            ],
            in: directory.path,
            input: JSONValue.array(lines.map { .string($0) }).encoded
        )
        #expect(result.status == 0, "\(result.summary)")
        return try #require(JSONValue(parsing: Array(result.output.utf8)).array).compactMap(\.string)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `a tab completes what is typed into a shell`(_ shell: String) async throws {
        let lines = try await type(Self.cases.map { $0.typed + "\t" }, into: shell)
        try #require(lines.count == Self.cases.count)
        for (line, expected) in zip(lines, Self.cases) { #expect(line == expected.line) }
    }

    @Test(arguments: [("bash", "\\$HOME"), ("zsh", "\\$HOME"), ("fish", "\\$HOME")])
    func `a value means itself and nothing to the shell`(_ shell: String, _ value: String) async throws {
        let lines = try await type(
            ["runner predict talk -i style='$H\t", "runner predict talk -i style=i\t"],
            into: shell
        )
        #expect(lines.first?.contains("$HOME") == true)
        #expect(lines.last?.hasSuffix("style=it\\'s ") == true)
    }

    @Test(arguments: ["bash", "fish"])
    func `a word is completed up to a cursor in its middle`(_ shell: String) async throws {
        let lines = try await type(["runner vali vision\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\u{2}\t"], into: shell)
        #expect(lines == ["runner validate vision"])
    }

    @Test func `a shell shows what its candidates mean`() async throws {
        let result = try await run(
            "runner",
            ["__complete", "zsh", "--", "4", "runner", "predict", "talk", "--input", ""],
            in: directory.path
        )
        #expect(
            result.output == """
                image=\trequired: A face.
                style=\ta string
                speed=\ta number
                loud=\ta boolean

                """
        )
        #expect(result.errors == "")
    }

    @Test(arguments: [
        [], ["zsh"], ["zsh", "--"], ["zsh", "--", "x"], ["zsh", "--", "9", "runner"], ["bash", "--", "", "", ""],
    ])
    func `a broken question gets no answer and no error`(_ arguments: [String]) async throws {
        let result = try await run("runner", ["__complete"] + arguments, in: directory.path)
        #expect(result.output == "")
        if !arguments.isEmpty { #expect(result.summary == "status 0\n") }
    }

    @Test func `two hundred models are offered`() async throws {
        for number in 100..<300 {
            try directory.write(
                "many/model-\(number)/inf.yml",
                "name: model-\(number)\ndescription: Number \(number).\ncategory: video\nkernel: swift-6\ninputs: {}\n"
            )
        }
        let result = try await run(
            "runner",
            ["__complete", "fish", "--", "4", "runner", "predict", "--registry", "many", "model-1"],
            in: directory.path
        )
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 100)
        #expect(lines.first == "model-100\tNumber 100.")
    }

    @Test func `runs are offered to the commands that can do something about them`() async throws {
        let models = try TestModels()
        try models.write("greet", predict: #"Output(greeting: "Hello")"#)
        let environment = ["RUNNER_STATE": "\(directory.path)/runs.sqlite"]
        let done = try await run("runner", ["predict", models.path("greet"), "--json"], environment: environment)
        #expect(done.status == 0, "\(done.summary)")
        func offered(_ command: String) async throws -> [String] {
            let result = try await run(
                "runner",
                ["__complete", "zsh", "--", "3", "runner", "runs", command, ""],
                environment: environment
            )
            return result.output.split(separator: "\n").map(String.init)
        }
        let shown = try await offered("show")
        #expect(shown.count == 1)
        #expect(shown.first?.hasSuffix(" ago") == true)
        #expect(shown.first?.contains("\tsucceeded, test/greet, ") == true)
        for command in ["resume", "wait", "cancel"] { #expect(try await offered(command) == []) }
        let name = try #require(shown.first?.split(separator: "\t").first)
        let removable = try await offered("rm")
        #expect(removable.count == 1)
        #expect(removable.first?.hasPrefix(name) == true)
    }
}
