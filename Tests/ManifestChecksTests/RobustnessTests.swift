import Diagnostics
import ManifestChecks
import ModelManifest
import TestSupport
import Testing

struct RobustnessTests {
    private static let kinds = [
        "", "~", "1", "1.5", "true", "text", "[]", "[1]", "{}", "{a: b}", "\"\"", "[[[]]]", "99999999999999999999",
    ]

    private func decode(_ text: String) -> DecodedManifest {
        ManifestFile.decode(Array(text.utf8), path: "inf.yml")
    }

    @Test func `a file with thousands of errors shows the first hundred`() {
        let keys = (0..<5000).map { "key_\($0): {a: 1}\n" }.joined()
        let decoded = decode("name: a\n" + keys)
        #expect(decoded.diagnostics.count == Findings.limit + 1)
        #expect(decoded.hasErrors)
        #expect(decoded.rendered().utf8.count < 200_000)
    }

    @Test func `errors on one line of a megabyte are shown in bounded space`() {
        let keys = (0..<60_000).map { "k\($0): 1" }.joined(separator: ", ")
        let decoded = decode("{name: a, \(keys)}\n")
        #expect(decoded.diagnostics.count == Findings.limit + 1)
        #expect(decoded.rendered().utf8.count < 200_000)
    }

    @Test func `long lists of values are cut, not compared each with each`() {
        let numbers = (0..<60_000).map(String.init).joined(separator: ",")
        let decoded = decode("inputs: {a: {type: integer, enum: [\(numbers)], examples: [\(numbers)]}}\n")
        #expect(decoded.diagnostics.filter { $0.rule.id == "out-of-range" }.count == 2)
    }

    @Test func `many inputs and secrets are decoded in linear time`() {
        let inputs = (0..<10_000).map { "  in_\($0): {type: audio}\n" }.joined()
        let secrets = (0..<10_000).map { "  - {key: SECRET_\($0), description: c}\n" }.joined()
        let head = "name: a\ndescription: b\ncategory: other\nkernel: swift-6\n"
        let env = (0..<10_000).map { "  VARIABLE_\($0): a\n" }.joined()
        let decoded = decode(head + "inputs:\n\(inputs)secrets:\n\(secrets)env:\n\(env)")
        #expect(decoded.rendered() == "")
        #expect(decoded.manifest?.inputs.count == 10_000)
    }

    @Test(arguments: [
        String(repeating: "(", count: 490), String(repeating: "[", count: 490), String(repeating: "(?:a", count: 120),
        "\\", "[z-a]", "(?<", "\\p{Nonsense}", "a{99999999999}", "(a+)+$", "\\1", "(?i", "*", "a**", "[[:foo:]]",
        "\\u{110000}", "\\x{}", "(?P<n>a)", "(?<=a)", "\\Q",
    ])
    func `a strange pattern is compiled or refused and does not crash`(_ pattern: String) {
        let escaped = pattern.map { $0 == "'" ? "''" : String($0) }.joined()
        let text = """
            name: a
            description: b
            category: other
            kernel: swift-6
            inputs: {code: {type: string, pattern: '\(escaped)'}}

            """
        let decoded = decode(text)
        #expect(decoded.diagnostics.allSatisfy { $0.rule.id == "bad-pattern" })
    }

    @Test(
        arguments: [
            ("metadata: {tags: [", "A B\u{301}!", "]}\n"), ("metadata: {capabilities: [", "imagee", "]}\n"),
            ("sandbox: {capabilities: [", "SYS_PTRACEE", "]}\n"), ("functions: [", "{name: run}", "]\n"),
            ("inputs: {a: {type: image, formats: [", "jpgg", "]}}\n"), ("secrets: [", "{key: a}", "]\n"),
            ("secrets: [", "{key: A, value: b, name: c}", "]\n"), ("credentials: [", "{key: oops}", "]\n"),
            ("metadata: {a: [", "no", "]}\n"),
        ]
    )
    func `the time for a list grows with its length`(_ head: String, _ item: String, _ tail: String) {
        expectLinearTime { length in
            let count = length / (item.utf8.count + 2)
            let text = head + Array(repeating: item, count: count).joined(separator: ", ") + tail
            #expect(decode(text).diagnostics.count <= Findings.limit + 1)
        }
    }

    @Test(
        arguments: [
            ("", "categry", ": a\n"), ("inputs:\n  a:\n    type: image\n", "    requierd", ": true\n"),
            ("env:\n", "  FAL_KEY", ": sk-0123456789abcdefghij\n"), ("metadata:\n", "  yes", ": 010\n"),
            ("inputs:\n", "  image", ": {type: image}\n"), ("", "# runner: ignore[bad-tag] ", "\n"),
        ]
    )
    func `the time for keys and comments grows with their number`(_ head: String, _ key: String, _ tail: String) {
        expectLinearTime { length in
            let count = length / (key.utf8.count + tail.utf8.count + 6)
            let text = head + (0..<count).map { "\(key)\($0)\(tail)" }.joined()
            #expect(decode(text).diagnostics.count <= 2 * Findings.limit + 2)
        }
    }

    /// Tries a text of 8 KiB, and one that is sixteen times as long.
    private func expectLinearTime(_ read: (_ length: Int) -> Void) {
        // The shortest of a few, since a disturbed one would excuse the long text.
        let short = (0..<3).map { _ in processorSeconds { read(8 << 10) } }.min() ?? 0
        let long = processorSeconds { read(128 << 10) }
        // 16 when linear, 256 when quadratic.
        #expect(long < 64 * max(short, 0.001), "\(short) s, then \(long) s")
    }

    @Test func `every value may be of any kind`() throws {
        let keys = [
            "namespace", "name", "title", "description", "metadata", "category", "images", "env", "kernel", "secrets",
            "credentials", "integrations", "resources", "default_function", "functions", "sandbox", "inputs", "outputs",
            "pricing",
        ]
        for key in keys {
            for kind in Self.kinds {
                _ = decode("\(key): \(kind)\n").rendered()
                _ = decode("\(key): {gpu: \(kind), tags: \(kind), a: \(kind), duration_from: \(kind)}\n").rendered()
                _ = decode("\(key):\n    - \(kind)\n    - key: \(kind)\n").rendered()
            }
        }
    }

    @Test func `every key of an input and an output may hold any kind of value`() {
        for key in [
            "type", "formats", "size", "duration", "default", "enum", "range", "pattern", "required", "frame_rate",
        ] {
            for kind in Self.kinds {
                for type in ["image", "string", "integer", "video"] {
                    _ = decode("inputs: {a: {type: \(type), \(key): \(kind)}}\n").rendered()
                    _ = decode("outputs: {a: {type: \(type), \(key): {max: \(kind)}}}\n").rendered()
                }
            }
        }
    }
}
