import ErrorReporting
import TestSupport
import Testing

/// Tables of exit codes on pages list what the programs exit with.
struct ExitCodePageTests {
    @Test(arguments: ["README.md", "docs/architecture.md"])
    func `a page lists every exit code with its meaning`(_ page: String) throws {
        let lines = try TestDirectory.text("\(Project.directory)/\(page)").split(separator: "\n").map(String.init)
        let header = try #require(lines.firstIndex(of: "| exit code | meaning |"), "\(page) has no table of exit codes")
        let rows = lines[(header + 2)...].prefix { $0.hasPrefix("|") }
        #expect(Array(rows) == ExitStatus.allCases.map { "| \($0.rawValue) | \($0.meaning) |" })
    }
}
