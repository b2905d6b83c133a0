import Diagnostics
import ModelManifest
import Testing

@testable import ManifestChecks
@testable import Validation

/// How fixes are made round by round; a decoder of the test's own offers them.
struct FixedManifestTests {
    private static let rule = Rule("unknown-key", "Every key is known.")

    /// What a decoder would find: each text that a rule knows becomes another one.
    private func decoded(_ text: String, _ rules: [(old: String, new: String)]) -> DecodedManifest {
        var findings: [Diagnostic] = []
        for (old, new) in rules {
            guard let range = text.firstRange(of: old) else { continue }
            let column = text[..<range.lowerBound].unicodeScalars.count + 1
            let span = Span(start: Mark(line: 1, column: column), length: old.unicodeScalars.count)
            findings.append(
                Diagnostic(
                    Self.rule,
                    old,
                    at: SourceLocation(path: "inf.yml", span: span),
                    fix: Fix("write it", [.init(replacing: span, with: new)])
                )
            )
        }
        let manifest = text.contains("broken") ? nil : Manifest(namespace: nil, name: "a")
        return DecodedManifest(manifest: manifest, diagnostics: findings, path: "inf.yml", bytes: Array(text.utf8))
    }

    private func fixed(_ text: String, _ rules: [(old: String, new: String)]) -> (text: String, count: Int) {
        let fixed = FixedManifest(decoded(text, rules)) { decoded(String(decoding: $0, as: UTF8.self), rules) }
        return (String(decoding: fixed.decoded.bytes, as: UTF8.self), fixed.count)
    }

    @Test func `fixes are made until there is none left`() {
        let result = fixed("a", [("a", "b"), ("b", "cc"), ("cc", "d")])
        #expect(result == ("d", 3))
    }

    @Test func `fixes that touch each other are made one after the other`() {
        let result = fixed("ab", [("ab", "xb"), ("b", "y")])
        #expect(result == ("xy", 2))
    }

    @Test func `a file whose fixes never come to rest stays as it is`() {
        #expect(fixed("a", [("a", "b"), ("b", "a")]) == ("a", 0))
        #expect(fixed("a", [("a", "aa")]) == ("a", 0))
    }

    @Test func `a fix that makes the manifest unusable is not kept`() {
        #expect(fixed("a", [("a", "b"), ("b", "broken")]) == ("b", 1))
    }

    @Test func `a file without fixes stays as it is`() {
        #expect(fixed("a", [("x", "y")]) == ("a", 0))
    }
}
