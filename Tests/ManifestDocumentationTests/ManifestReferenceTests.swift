import Diagnostics
import FoundationEssentials
import ManifestChecks
import ModelManifest
import Testing

@testable import ManifestDocumentation

/// The page about every key; `RECORD_SNAPSHOTS=1` writes `docs/manifest.md`, and fails that run.
struct ManifestReferenceTests {
    @Test func `docs/manifest.md is what the code says`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/manifest.md")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            try Data(ManifestReference.text.utf8).write(to: page)
            Issue.record("recorded \(page.lastPathComponent)")
        }
        #expect(ManifestReference.text == String(decoding: try Data(contentsOf: page), as: UTF8.self))
    }

    @Test func `its example is a manifest without a finding`() throws {
        let decoded = ManifestFile.decode(Array(ManifestReference.example.utf8), path: "talking-portrait/inf.yml")
        #expect(decoded.rendered() == "")
        #expect(decoded.manifest?.inputs.count == 5)
    }

    @Test func `every key of the schema is on the page`() {
        let page = ManifestReference.text
        var missing: [String] = []
        func visit(_ schema: JSONSchema) {
            for key in schema["properties"]?.keys ?? [] where !page.contains("`\(key)`") { missing.append(key) }
            for key in schema.keys { if let part = schema[key] { visit(part) } }
            if case .array(let parts) = schema { parts.forEach(visit) }
        }
        visit(ManifestSchema.schema)
        #expect(missing == [])
    }

    @Test func `it links to every rule about a manifest's values, and to no other`() {
        let links = ManifestReference.text.split(separator: "checks.md#").dropFirst()
            .map { String($0.prefix { $0 != ")" }) }
        let rules = Set(ManifestRules.all.map(\.id))
        #expect(Set(links).subtracting(rules) == [])
        // About a file as a whole, or about how it is written rather than what it says.
        let general: Set = [
            "yaml-syntax", "bad-encoding", "control-character", "tab", "complex-key", "multiple-documents", "merge-key",
            "tag",
            "directive", "too-deep", "too-large", "empty-document", "too-many-findings", "unreadable-file",
            "bad-ignore", "module-name",
            "unused-ignore", "dash-without-blank", "missing-key", "wrong-type", "unknown-value", "out-of-range",
        ]
        // About the code and the examples beside it.
        let code = Set((Rule.code + Rule.examples).map(\.id))
        #expect(rules.subtracting(links) == general.union(code))
    }
}
