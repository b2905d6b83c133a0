import Diagnostics
import Testing
import YAML

struct DocumentTests {
    private func parse(_ text: String) -> (document: Document, findings: [Diagnostic]) {
        let findings = Findings(path: "a.yml")
        let document = Document.parse(Array(text.utf8), findings)
        return (document, findings.diagnostics)
    }

    private func mapping(_ node: Node?) -> Mapping? {
        if case .mapping(let mapping) = node?.content { mapping } else { nil }
    }

    @Test func `keys keep their order and every value its place`() throws {
        let (document, findings) = parse("b: 1\n\"a\": [x, 'y z']\nc:\n  é: |\n    text\n")
        let root = try #require(mapping(document.root))
        #expect(findings.isEmpty)
        #expect(root.pairs.map(\.key.text) == ["b", "a", "c"])
        let list = try #require(root["a"])
        #expect(list.key.span == Span(start: Mark(line: 2, column: 1), length: 3))
        #expect(list.place == Span(start: Mark(line: 2, column: 6), length: 10))
        guard case .sequence(let items) = list.value.content else {
            Issue.record("no list")
            return
        }
        #expect(items.map(\.span.start.column) == [7, 10])
        let inner = try #require(mapping(root["c"]?.value)?.pairs.first)
        #expect(inner.key.span == Span(start: Mark(line: 4, column: 3), length: 1))
        #expect(try #require(root["c"]).place == Span(start: Mark(line: 3, column: 1), length: 1))
    }

    @Test func `columns count scalars, not bytes`() throws {
        let (document, _) = parse("{日本: 👩‍👩‍👧, a: b}\n")
        let pair = try #require(mapping(document.root)?["a"])
        #expect(pair.key.span.start == Mark(line: 1, column: 13))
    }

    @Test func `of a key that is given twice the first counts`() throws {
        let (document, findings) = parse("a: 1\nb: 2\n\"a\": 3\n")
        #expect(mapping(document.root)?.pairs.count == 2)
        #expect(findings.map(\.rule) == [.duplicateKey])
        #expect(findings.first?.location.line == 3)
        #expect(findings.first?.notes.map(\.location.line) == [1])
    }

    /// The Kelvin sign is equal to a letter of ASCII.
    @Test(arguments: [("e\u{301}", "\u{E9}"), ("KEY", "\u{212A}EY"), ("\u{212A}EY", "KEY")], [0, 20])
    func `keys that are written with other scalars and read alike are one`(
        _ keys: (first: String, second: String),
        _ others: Int
    ) throws {
        let more = (0..<others).map { "other-\($0): 0\n" }.joined()
        let (document, findings) = parse("\(keys.first): 1\n\(more)\(keys.second): 2\n")
        #expect(findings.map(\.rule) == [.duplicateKey])
        #expect(mapping(document.root)?[keys.second]?.key.span.start.line == 1)
    }

    @Test(arguments: [3, 16, 17, 200])
    func `each key of a mapping is found, and no other`(_ count: Int) throws {
        // Of one length, and alike but for one letter: what tells them apart is not the first or the last of them.
        let keys = (0..<count).map { "key-\($0 + 100)-\($0 % 7)-ends-alike" }
        let (document, findings) = parse(keys.map { "\($0): \($0)\n" }.joined())
        let root = try #require(mapping(document.root))
        #expect(findings.isEmpty)
        for key in keys { #expect(root[key]?.key.text == key) }
        for key in keys { #expect(root[String(key.reversed())] == nil && !root.has(key + "s")) }
    }

    @Test func `a hundred thousand keys with a repetition at the end take no quadratic time`() throws {
        let keys = (0..<60_000).map { "k\($0): 1\n" }.joined()
        let (document, findings) = parse(keys + "k59999: 2\nk3: 1\n")
        #expect(mapping(document.root)?.pairs.count == 60_000)
        #expect(findings.map(\.location.line) == [60_001, 60_002])
    }

    @Test func `what comes before a syntax error is kept`() throws {
        let (document, findings) = parse("a: 1\nb:\n  c: 2\n  d: [\n")
        #expect(findings.map(\.rule) == [.yamlSyntax])
        let root = try #require(mapping(document.root))
        #expect(!document.isComplete)
        #expect(!root.isWhole)
        #expect(root.pairs.map(\.key.text) == ["a", "b"])
        #expect(mapping(root["b"]?.value)?["c"] != nil)
    }

    @Test func `a mapping that is closed before a syntax error is whole`() throws {
        let (document, _) = parse("a: {b: 1}\nc: \"\n")
        let root = try #require(mapping(document.root))
        #expect(mapping(root["a"]?.value)?.isWhole == true)
        #expect(!root.isWhole)
    }
}
