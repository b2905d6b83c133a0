import TestSupport
import Testing

/// What the README shows is what happens.
struct ReadmeTests {
    private let readme: String
    private let directory: TestDirectory

    init() throws {
        readme = try TestDirectory.text("\(Project.directory)/README.md")
        directory = try TestDirectory()
        try directory.write("vision/hello/inf.yml", block("yaml"))
        try directory.write("vision/hello/Inference.swift", block("swift"))
    }

    /// The first fenced block of a language.
    private func block(_ language: String) -> String {
        String(readme.components(between: "```\(language)\n", and: "```\n").first ?? "")
    }

    /// The lines that the README shows below a command.
    private func shown(below command: String) -> String {
        String(readme.components(between: "$ \(command)\n", and: "```\n").first ?? "")
    }

    private func runner(_ command: String, in directory: String) async throws -> ProgramRun {
        try await run("runner", command.split(separator: " ").dropFirst().map(String.init), in: directory)
    }

    @Test func `the model of the README predicts`() async throws {
        let command = "runner predict vision/hello --input name=Ada"
        let result = try await runner(command, in: directory.path)
        #expect(result.output == shown(below: command), "\(result.summary)")
    }

    @Test func `the failure of the README is reported as shown`() async throws {
        let manifest = block("yaml").replacing("length", with: "lenght")
        try directory.write("vision/hello/inf.yml", manifest)
        let command = "runner validate vision/hello"
        let result = try await runner(command, in: directory.path)
        #expect(result.status == 1)
        #expect(result.output == shown(below: command))
    }

    @Test func `the wrong inputs of the README are reported as shown`() async throws {
        let command =
            "runner predict omnihuman-1-5 --emulator --input image=samples/hello.wav mask_index=first"
        let result = try await runner(command, in: Project.directory)
        #expect(result.status == 65)
        #expect(result.errors == shown(below: command))
    }

    @Test func `the table of models agrees with the manifests`() async throws {
        let result = try await runner("runner list", in: Project.directory)
        for line in result.output.split(separator: "\n").dropFirst() {
            let columns = line.components(between: "", and: "  ")
            #expect(readme.contains("| `\(columns.first ?? "")` |"))
        }
    }
}

extension StringProtocol {
    /// The texts that stand between two marks.
    fileprivate func components(between start: String, and end: String) -> [SubSequence] {
        var found: [SubSequence] = []
        var rest = self[...]
        while let opening = start.isEmpty ? rest.startIndex..<rest.startIndex : rest.firstRange(of: start),
            let closing = rest[opening.upperBound...].firstRange(of: end)
        {
            found.append(self[opening.upperBound..<closing.lowerBound])
            rest = rest[closing.upperBound...]
        }
        return found
    }
}
