import Diagnostics
import ManifestChecks
import ModelManifest
import Testing

/// The changes that findings carry.
struct FixTests {
    private func decode(_ text: String) -> DecodedManifest {
        ManifestFile.decode(Array(text.utf8), path: "inf.yml")
    }

    @Test(arguments: try Fixture.all(in: "err"))
    func `all fixes of a file together mend what they say and break nothing`(_ fixture: Fixture) throws {
        let text = String(decoding: try fixture.bytes(), as: UTF8.self)
        let before = decode(text)
        let fixes = before.diagnostics.compactMap(\.fix)
        guard !fixes.isEmpty else { return }
        let after = decode(text.applying(fixes))
        #expect(after.diagnostics.compactMap(\.fix) == [], "a second run changes nothing")
        let open = before.diagnostics.filter { $0.fix == nil }
        for rule in Set(after.diagnostics.map(\.rule)) {
            let count = after.diagnostics.filter { $0.rule == rule }.count
            // A secret that could not be read before can lack a description now.
            let isNew = count > open.filter { $0.rule == rule }.count && rule.id != "undescribed-secret"
            #expect(!isNew, "\(after.diagnostics.filter { $0.rule == rule })")
        }
    }

    @Test(
        arguments: [
            ("secrets:\n    -key: A\n", "secrets:\n    - key: A\n"),
            (
                "secrets:\n  -key: A\n  description: b\n  -key: B\n",
                "secrets:\n  - key: A\n    description: b\n  - key: B\n"
            ),
            ("categry: video\n", "category: video\n"),
            ("env: {A: 4, B: yes, C: 3.10}\n", "env: {A: \"4\", B: \"yes\", C: \"3.10\"}\n"),
            ("sandbox: {host_network: yes}\n", "sandbox: {host_network: true}\n"),
            ("sandbox: {host_network: \"true\"}\n", "sandbox: {host_network: true}\n"),
            ("resources: {gpu: {count: \"0\"}}\n", "resources: {gpu: {count: 0}}\n"),
            ("kernel: 3.10\n", "kernel: python-3.10\n"),
            ("kernel: python3.11  # old\n", "kernel: python-3.11  # old\n"),
            ("metadata: {tags: [Text to Video, 日本]}\n", "metadata: {tags: [text-to-video, 日本]}\n"),
            ("metadata: {tags: kling, }\n", "metadata: {tags: [kling], }\n"),
            ("a:\tb\nkernel:\t\tswift-6\n", "a: b\nkernel:  swift-6\n"),
            ("title: \"日本  語 \"\n", "title: \"日本 語\"\n"),
            ("integrations: []\n", "credentials: []\n"),
            ("python: \"3.11\"\n", "kernel: python-3.11\n"),
            ("kernel: python-3.10\nresources: {ram: 16GiB}\n", "kernel: python-3.10\nresources: {ram: 17179869184}\n"),
            ("kernel: python-3.10\nresources: {ram: 4.5}\n", "kernel: python-3.10\nresources: {ram: 4500}\n"),
            ("secrets: [FAL_KEY]\n", "secrets: [{key: FAL_KEY}]\n"),
            ("# runner: ignore[bad-tag] why\nname: a\n", "name: a\n"),
            ("name: a # runner: ignore[bad-tag] why\n", "name: a \n"),
            ("inputs: {a: {type: str, requierd: no}}\n", "inputs: {a: {type: string, required: no}}\n"),
            ("inputs: {a: {type: integer, default: \"4\"}}\n", "inputs: {a: {type: integer, default: 4}}\n"),
            (
                "inputs: {a: {type: image, formats: [JPG, .png]}}\n",
                "inputs: {a: {type: image, formats: [jpeg, png]}}\n"
            ),
        ]
    )
    func `a fix writes what the author meant and nothing else`(_ before: String, _ after: String) {
        #expect(before.applying(decode(before).diagnostics.compactMap(\.fix)) == after)
    }

    @Test(
        arguments: [
            "resources: {ram: 512}\n", "resources: {ram: 010}\n", "name: My Model\n", "secrets: [{key: lower}]\n",
            "kernel: python-3.9\n", "category: social\n", "inputs: {mask-index: {type: integer}}\n",
            "resources: {gpu: {count: 0, vram: 24, type: nvidia}}\n", "secrets:\n  -key: A\n  description:\n    b: c\n",
            "name: a\nnaem: b\n", "desc: a\ndescr: b\n", "inputs: {a: {type: image, formats: [jpg, jpeg]}}\n",
        ]
    )
    func `a guess is not a fix`(_ text: String) {
        let decoded = decode(text)
        #expect(!decoded.diagnostics.isEmpty)
        #expect(decoded.diagnostics.compactMap(\.fix) == [])
    }
}

extension String {
    /// The text with the edits of fixes, last place first.
    fileprivate func applying(_ fixes: [Fix]) -> String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        for edit in fixes.flatMap(\.edits).sorted(by: { $0.span.start > $1.span.start }) {
            let (start, end) = (edit.span.start, edit.span.end)
            let tail = end.line <= lines.count ? Array(lines[end.line - 1][(end.column - 1)...]) : []
            let head = Array(lines[start.line - 1][..<(start.column - 1)])
            lines[(start.line - 1)..<Swift.min(end.line, lines.count)] = [
                head + Array(edit.replacement.unicodeScalars) + tail
            ]
        }
        return lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n")
    }
}
