import ErrorReporting
import TestSupport
import Testing

/// What `runner help COMMAND` has to say to programs.
struct HelpTests {
    @Test(arguments: [
        ("add", [0, 64, 65, 69, 73, 78, 130]), ("build", [0, 64, 65, 70, 73, 78, 130]),
        ("verify", [0, 1, 64, 65, 73, 78, 130]), ("batch", [0, 1, 65, 69, 73, 75, 76, 77, 130]),
    ])
    func `a command names its exit codes`(_ command: String, _ codes: [Int]) async throws {
        let help = try await run("runner", ["help", command])
        let words = help.output.split { $0.isWhitespace }.joined(separator: " ")
        let list = try #require(words.split(separator: "Exit codes: ").dropFirst().first, "\(help.summary)")
        let sentence = list.prefix { $0 != "." }
        #expect(sentence.split { ",; ".contains($0) }.compactMap { Int($0) } == codes, "\(sentence)")
    }

    @Test func `help lists every exit code with its meaning`() async throws {
        let help = try await run("runner", ["--help"], environment: ["COLUMNS": "200"])
        let lines = help.output.split(separator: "\n").map(String.init)
        let header = try #require(lines.firstIndex(of: "Exit codes:"), "\(help.summary)")
        let rows = lines[(header + 1)...].prefix(ExitStatus.allCases.count)
        for (row, status) in zip(rows, ExitStatus.allCases) {
            #expect(row.split(separator: " ").joined(separator: " ") == "\(status.rawValue) \(status.meaning)")
        }
    }
}
