import Diagnostics
import ManifestChecks
import ManifestDecoding
import ModelManifest
import Testing

struct ProfileTests {
    private let head = "namespace: a\nname: b\ndescription: c\ncategory: other\n"

    private func rules(_ text: String, _ profile: Profile? = nil) -> [String] {
        ManifestFile.decode(Array((head + text).utf8), path: "inf.yml", profile: profile).diagnostics.map(\.rule.id)
    }

    @Test func `the kernel decides whose rules count`() {
        #expect(rules("kernel: python-3.11\n") == ["missing-key"])
        #expect(rules("kernel: swift-6\n") == ["undeclared-inputs"])
        #expect(rules("kernel: swift-6\ninputs: {}\nresources: {ram: 4GB}\n") == [])
        #expect(rules("kernel: python-3.11\ninputs: {}\n") == [])
    }

    @Test func `the platform knows no unit, kernel or key of ours`() {
        let text =
            "kernel: swift-6\ninputs: {a: {type: nonsense}}\nresources: {gpu: {count: 0, vram: 0, type: none}, ram: 4GB}\n"
        #expect(Set(rules(text, .platform)) == ["unknown-kernel", "unknown-key", "bad-unit"])
        #expect(rules(text) == ["unknown-value"])
    }

    @Test func `a manifest of the platform can be held to our rules`() {
        let text = "kernel: python-3.11\nresources: {gpu: {count: 0, vram: 0, type: none}, ram: 4}\n"
        #expect(rules(text) == [])
        #expect(rules(text, .runner) == ["undeclared-inputs"])
    }
}
