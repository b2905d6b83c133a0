import Diagnostics
import FoundationEssentials
import ManifestChecks
import ModelManifest
import Testing

struct RuleDocumentationTests {
    private func page(_ name: String = "docs/checks.md") throws -> [Substring] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = String(decoding: try Data(contentsOf: root.appending(path: name)), as: UTF8.self)
        return text.split(separator: "\n")
    }

    @Test func `docs/checks.md has a section for each rule, in the order of the code`() throws {
        let headings = try page().filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) }
        #expect(headings == ManifestRules.all.map(\.id))
    }

    @Test func `the changelog states how many rules there are`() throws {
        let sentence = try #require(try page("CHANGELOG.md").first { $0.contains("`runner validate` searches trees") })
        #expect(sentence.contains("with \(ManifestRules.all.count) rules"), "\(ManifestRules.all.count)")
    }

    @Test func `each section starts with its rule's severity and demand`() throws {
        let lines = try page()
        for rule in ManifestRules.all {
            let heading = try #require(lines.firstIndex(of: "## \(rule.id)"))
            #expect(lines[heading + 1] == "*\(rule.severity.rawValue)* · \(rule.summary)")
        }
    }

    @Test func `rule ids are different words in kebab-case`() {
        let ids = ManifestRules.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(id.allSatisfy { $0.isLowercase || $0 == "-" })
        }
    }
}
