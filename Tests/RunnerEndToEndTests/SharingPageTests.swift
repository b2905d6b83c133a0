import TestSupport
import Testing

/// What `docs/sharing.md` shows is what happens, from adding a model to refusing it.
struct SharingPageTests {
    private let page: String
    /// The home of the page's user, who works there.
    private let home: TestDirectory

    /// Packs the model of the README, which also imports what `add` tells about.
    init() async throws {
        page = try TestDirectory.text("\(Project.directory)/docs/sharing.md")
        home = try TestDirectory()
        let readme = MarkdownBlock.all(in: try TestDirectory.text("\(Project.directory)/README.md"))
        let block = { (language: String) in try #require(readme.first { $0.language == language }?.text) }
        try home.write("vision/.keep", "")
        try home.write("hello/inf.yml", try block("yaml"))
        try home.write("hello/Inference.swift", "import Glibc\n" + (try block("swift")))
        let packed = try await shell("tar -czf hello.tar.gz hello && rm -r hello")
        #expect(packed.status == 0, "\(packed.summary)")
    }

    private func shell(_ script: String) async throws -> ProgramRun {
        let path = "\(Project.products):\(baseEnvironment["PATH"] ?? "")"
        return try await run("/bin/sh", ["-c", script], environment: ["PATH": path], in: home.path)
    }

    /// What the page shows below a command.
    private func shown(below command: String) throws -> String {
        let entries = MarkdownBlock.all(in: page).filter { $0.language == "console" }.flatMap(\.commands)
        let output = try #require(entries.first { $0.command == command }?.output, "no block shows '\(command)'")
        return output.replacing("/home/ada", with: home.path)
    }

    @Test func `a model is added, hashed, refused once it is changed, and put back as shown`() async throws {
        let added = try await runInTerminal(["add", "hello.tar.gz"], typing: "y\n", environment: [:], in: home.path)
        let shown = try shown(below: "runner add hello.tar.gz")
        #expect(added.output == shown, "\(added.summary)")

        // The command that the page gives for the hash says what 'add' has said.
        let find = try #require(page.split(separator: "\n").first { $0.hasPrefix("    find . ") })
        let hash = try await shell("cd vision/hello && \(find)")
        #expect(added.output.contains("sha256:\(hash.output.prefix(64))\n"), "\(hash.summary)")

        let code = try home.read("vision/hello/Inference.swift")
        try home.write("vision/hello/Inference.swift", code.replacing("Hello", with: "Bye"))
        let command = "runner predict hello --input name=Ada"
        let refused = try await shell("\(command) 2>&1")
        let refusal = try self.shown(below: command)
        #expect(refused.status == 65 && refused.output == refusal, "\(refused.summary)")

        let help = try #require(refused.output.split(separator: "\n").first { $0.hasPrefix("help: restore it: ") })
        let restored = try await shell("\(help.dropFirst("help: restore it: ".count)) --yes && \(command)")
        #expect(restored.output.hasSuffix("{\"greeting\":\"Hello, Ada!\"}\n"), "\(restored.summary)")
    }
}
