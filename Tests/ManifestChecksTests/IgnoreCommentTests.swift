import Diagnostics
import ManifestChecks
import ModelManifest
import Testing

struct IgnoreCommentTests {
    private let head = "name: a\ndescription: b\ncategory: other\nkernel: swift-6\n"

    private func decode(_ text: String) -> DecodedManifest {
        ManifestFile.decode(Array((head + text).utf8), path: "inf.yml")
    }

    @Test(
        arguments: [
            "inputs: {}\ncolour: blue  # runner: ignore[unknown-key] a key of another program\n",
            "inputs: {}\n# runner: ignore[unknown-key] a key of another program\ncolour: blue\n",
            "inputs: {a: {type: integer, range: {min: 0}, examples: [-1]}}  # runner: ignore[invalid-example] shows an error\n",
            "inputs: {}\nenv: {PATH: /bin, DEBUG: yes}  # runner: ignore[reserved-variable, ambiguous-value] why\n",
        ]
    )
    func `what a comment ignores leaves the manifest usable`(_ text: String) {
        let decoded = decode(text)
        #expect(!decoded.hasErrors)
        #expect(decoded.manifest != nil)
    }

    @Test(arguments: try Fixture.all(in: "err"))
    func `what can be ignored never makes a manifest unusable`(_ fixture: Fixture) throws {
        let decoded = ManifestFile.decode(try fixture.bytes(), path: fixture.name)
        guard decoded.manifest == nil else { return }
        #expect(decoded.diagnostics.contains { $0.severity == .error && $0.rule.isMandatory })
    }

    @Test func `a comment ignores its own rules only`() {
        let decoded = decode("inputs: {}\nmetadata: {tags: [A]}  # runner: ignore[unknown-key] why\n")
        #expect(decoded.diagnostics.map(\.rule.id) == ["bad-tag", "unused-ignore"])
    }
}
