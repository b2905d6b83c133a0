import Diagnostics
import Testing

struct TextRendererTests {
    private static let rule = Rule("unknown-key", "Every key is known.")

    private func render(_ text: String, line: Int = 1, from: Int, length: Int, message: String = "here") -> String {
        let span = Span(start: Mark(line: line, column: from), length: length)
        let diagnostic = Diagnostic(Self.rule, message, at: SourceLocation(path: "inf.yml", span: span))
        return TextRenderer().render(diagnostic) { _ in SourceText(Array(text.utf8)) }
    }

    @Test func `a finding has its place, rule, line, caret and help`() {
        let diagnostic = Diagnostic(
            Self.rule,
            "unknown key 'categry' in manifest",
            at: SourceLocation(path: "vision/a/inf.yml", span: Span(start: Mark(line: 12, column: 5), length: 7)),
            help: "did you mean 'category'?",
            notes: [
                .init(
                    message: "first defined here",
                    location: SourceLocation(
                        path: "vision/a/inf.yml",
                        span: Span(start: Mark(line: 1, column: 1), length: 1)
                    )
                )
            ]
        )
        let text = SourceText(Array((String(repeating: "x\n", count: 11) + "    categry: image\n").utf8))
        #expect(
            TextRenderer().render(diagnostic) { _ in text } == """
                vision/a/inf.yml:12:5: error: unknown key 'categry' in manifest [unknown-key]
                   |
                12 |     categry: image
                   |     ^~~~~~~
                help: did you mean 'category'?
                vision/a/inf.yml:1:1: note: first defined here
                  |
                1 | x
                  | ^

                """
        )
    }

    struct Case: CustomTestStringConvertible {
        let line: String
        let column: Int
        let length: Int
        let shown: String
        let caret: String
        var testDescription: String { "\(line) at \(column)" }
    }

    @Test(arguments: [
        Case(line: "ab: c", column: 5, length: 1, shown: "ab: c", caret: "    ^"),
        Case(line: "日本: c", column: 1, length: 2, shown: "日本: c", caret: "^~~~"),
        Case(line: "日本: c", column: 5, length: 1, shown: "日本: c", caret: "      ^"),
        Case(line: "ｆｕ: c", column: 5, length: 1, shown: "ｆｕ: c", caret: "      ^"),
        Case(line: "한글: c", column: 5, length: 1, shown: "한글: c", caret: "      ^"),
        Case(
            line: "\u{1112}\u{1161}\u{11AB}: c",
            column: 6,
            length: 1,
            shown: "\u{1112}\u{1161}\u{11AB}: c",
            caret: "    ^"
        ),
        Case(line: "e\u{301}t: c", column: 6, length: 1, shown: "e\u{301}t: c", caret: "    ^"),
        Case(line: "😀: c", column: 4, length: 1, shown: "😀: c", caret: "    ^"),
        Case(line: "👩‍👩‍👧: c", column: 8, length: 1, shown: "👩‍👩‍👧: c", caret: "    ^"),
        Case(line: "👩‍👩‍👧: c", column: 1, length: 5, shown: "👩‍👩‍👧: c", caret: "^~"),
        Case(line: "❤️: c", column: 5, length: 1, shown: "❤️: c", caret: "    ^"),
        Case(line: "🇩🇪: c", column: 5, length: 1, shown: "🇩🇪: c", caret: "    ^"),
        Case(line: "👍🏽: c", column: 5, length: 1, shown: "👍🏽: c", caret: "    ^"),
        Case(line: "\tab: c", column: 2, length: 2, shown: "    ab: c", caret: "    ^~"),
        Case(line: "a\tb: c", column: 6, length: 1, shown: "a    b: c", caret: "        ^"),
        Case(line: "a\u{1B}[31mb", column: 7, length: 1, shown: "a\u{FFFD}[31mb", caret: "      ^"),
        Case(line: "a\u{202E}b", column: 3, length: 1, shown: "a\u{FFFD}b", caret: "  ^"),
        Case(line: "ab", column: 3, length: 0, shown: "ab", caret: "  ^"),
        Case(line: "ab", column: 9, length: 4, shown: "ab", caret: "        ^"),
    ])
    func `the caret stands under exactly the token`(_ row: Case) {
        #expect(
            render(row.line, from: row.column, length: row.length) == """
                inf.yml:1:\(row.column): error: here [unknown-key]
                  |
                1 | \(row.shown)
                  | \(row.caret)

                """
        )
    }

    @Test func `a token of several lines is underlined to the end of its first`() {
        let span = Span(start: Mark(line: 1, column: 4), end: Mark(line: 3, column: 1))
        let diagnostic = Diagnostic(Self.rule, "here", at: SourceLocation(path: "inf.yml", span: span))
        let text = SourceText(Array("a: |  \n  b\n".utf8))
        #expect(TextRenderer().render(diagnostic) { _ in text }.hasSuffix("1 | a: |  \n  |    ^\n"))
    }

    @Test func `a long line is cut around the token`() {
        let line = String(repeating: "a", count: 500) + "TOKEN" + String(repeating: "b", count: 100_000)
        let rendered = render(line, from: 501, length: 5).split(separator: "\n")
        #expect(rendered.count == 4)
        #expect(rendered[2].count < 200)
        let caret = rendered[3].firstIndex(of: "^").map { rendered[3].distance(from: rendered[3].startIndex, to: $0) }
        let token = rendered[2].firstIndex(of: "T").map { rendered[2].distance(from: rendered[2].startIndex, to: $0) }
        #expect(caret == token)
    }

    @Test func `text from a file cannot write to the terminal`() {
        let rendered = render("a", from: 1, length: 1, message: "key \(quoted("\u{1B}]0;x\u{07}\n\u{202E}"))")
        #expect(rendered.hasPrefix("inf.yml:1:1: error: key '\\u{1B}]0;x\\u{7}\\n\\u{202E}' [unknown-key]\n"))
    }

    @Test func `findings are sorted by path, line and column`() {
        func finding(_ path: String, _ line: Int, _ column: Int) -> Diagnostic {
            let span = Span(start: Mark(line: line, column: column), length: 1)
            return Diagnostic(Self.rule, "here", at: SourceLocation(path: path, span: span))
        }
        let findings = [finding("b", 1, 1), finding("a", 10, 1), finding("a", 2, 9), finding("a", 2, 1)]
        let whole = Diagnostic(Self.rule, "here", at: SourceLocation(path: "a"))
        let rendered = TextRenderer().render(findings + [whole]) { _ in nil }
        #expect(
            rendered == """
                a:1:1: error: here [unknown-key]

                a:2:1: error: here [unknown-key]

                a:2:9: error: here [unknown-key]

                a:10:1: error: here [unknown-key]

                b:1:1: error: here [unknown-key]

                """
        )
    }

    @Test func `colour is written only when asked for`() {
        let diagnostic = Diagnostic(Self.rule, "here", at: SourceLocation(path: "a"))
        #expect(TextRenderer(usesColor: true).render(diagnostic) { _ in nil }.contains("\u{1B}[1;31merror:\u{1B}[0m"))
        #expect(!TextRenderer().render(diagnostic) { _ in nil }.contains("\u{1B}"))
    }

    @Test func `a line that the text does not have is left out`() {
        #expect(render("a", line: 5, from: 1, length: 1) == "inf.yml:5:1: error: here [unknown-key]\n")
    }
}
