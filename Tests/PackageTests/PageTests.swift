import Foundation
import ModelAuthoring
import TestSupport
import Testing

/// Lists on pages that repeat what is in the code.
struct PageTests {
    private func lines(_ page: String) throws -> [String] {
        try TestDirectory.text("\(Project.directory)/\(page)").split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    @Test func `the architecture lists every module`() throws {
        let lines = try lines("docs/architecture.md")
        let first = try #require(lines.firstIndex(of: "Sources/"))
        // A continued description is further to the right.
        let listed = lines[(first + 1)...].prefix { $0.hasPrefix(" ") }.filter { !$0.hasPrefix("   ") }
            .flatMap { $0.prefix(26).split(separator: " ").map(String.init) }
        let modules = try FileManager.default.contentsOfDirectory(atPath: "\(Project.directory)/Sources")
        #expect(listed.sorted() == modules.sorted())
    }

    @Test func `the files that the architecture sends to exist`() throws {
        let lines = try lines("docs/architecture.md")
        let first = try #require(lines.firstIndex(of: "### Where a change goes"))
        let rows = lines[(first + 1)...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
        let paths = rows.flatMap { $0.matches(of: /`([\w\/+-]+)`/).map { String($0.1) } }
        #expect(paths.count > 20)
        for path in paths where path.contains("/") {
            let isThere = ["Sources/\(path)", path].contains { place in
                let name = place.split(separator: "/").last.map(String.init) ?? ""
                let module = place.split(separator: "/").prefix(2).joined(separator: "/")
                let files =
                    FileManager.default.enumerator(atPath: "\(Project.directory)/\(module)")?
                    .compactMap { ($0 as? String)?.split(separator: "/").last.map(String.init) } ?? []
                return FileManager.default.fileExists(atPath: "\(Project.directory)/\(place)")
                    || files.contains { $0 == name || $0.hasPrefix("\(name).") || $0.hasPrefix("\(name)+") }
            }
            #expect(isThere, "\(path)")
        }
    }

    @Test func `the architecture lists the messages of workers`() throws {
        let text = try TestDirectory.text("\(Project.directory)/docs/architecture.md")
        for file in ["WorkerCommand", "WorkerEvent"] {
            let code = try TestDirectory.text("\(Project.directory)/Sources/WorkerProtocol/\(file).swift")
            let cases = code.matches(of: /(?m)^    case (\w+)/).map { String($0.1) }
            #expect(cases.count > 5)
            for name in cases { #expect(text.contains("`\(name)`"), "\(name)") }
        }
    }

    @Test func `the page for authors lists every template`() throws {
        let rows = try lines("docs/authoring.md").drop { !$0.hasPrefix("| `--template` |") }.dropFirst(2)
            .prefix { $0.hasPrefix("|") }
        let names = rows.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
        #expect(names == ModelTemplate.allCases.map(\.rawValue))
        let changes = try lines("CHANGELOG.md")
        let first = try #require(changes.firstIndex { $0.hasPrefix("- `runner new NAME`") })
        let words = changes[first...(first + 1)].joined().split { "`, ".contains($0) }.map(String.init)
        #expect(Set(ModelTemplate.allCases.map(\.rawValue)).subtracting(words) == [])
    }
}
