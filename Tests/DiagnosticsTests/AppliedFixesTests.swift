import Diagnostics
import Testing

struct AppliedFixesTests {
    private static let rule = Rule("unknown-key", "Every key is known.")

    private static func edit(_ line: Int, _ column: Int, _ length: Int, _ replacement: String) -> Fix.Edit {
        Fix.Edit(replacing: Span(start: Mark(line: line, column: column), length: length), with: replacement)
    }

    private func applied(_ fixes: [[Fix.Edit]], to text: String) -> (text: String, count: Int) {
        let findings = fixes.map { edits in
            Diagnostic(Self.rule, "here", at: SourceLocation(path: "inf.yml"), fix: Fix("write it", edits))
        }
        let applied = AppliedFixes(of: findings, to: Array(text.utf8))
        return (String(decoding: applied.bytes, as: UTF8.self), applied.count)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let edits: [Fix.Edit]
        let fixed: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "a key", text: "a: 1\nb: 2\n", edits: [edit(2, 1, 1, "key")], fixed: "a: 1\nkey: 2\n"),
        Case(name: "CR LF", text: "a: 1\r\nb: 2\r\n", edits: [edit(1, 4, 1, "10")], fixed: "a: 10\r\nb: 2\r\n"),
        Case(name: "no final newline", text: "a: 1", edits: [edit(1, 4, 1, "2")], fixed: "a: 2"),
        Case(name: "at the end of the file", text: "a: 1", edits: [edit(1, 5, 0, "\n")], fixed: "a: 1\n"),
        Case(name: "comments", text: "# x\na: 1 # y\n#z", edits: [edit(2, 4, 1, "'1'")], fixed: "# x\na: '1' # y\n#z"),
        Case(name: "a tab", text: "a:\t1\n\tb", edits: [edit(1, 3, 1, " ")], fixed: "a: 1\n\tb"),
        Case(name: "wide characters", text: "日本: 1\n", edits: [edit(1, 5, 1, "2")], fixed: "日本: 2\n"),
        Case(
            name: "an emoji of many scalars",
            text: "👩‍👩‍👧: e\u{301}x",
            edits: [edit(1, 10, 1, "y")],
            fixed: "👩‍👩‍👧: e\u{301}y"
        ),
        Case(name: "after a byte order mark", text: "\u{FEFF}a: 1", edits: [edit(1, 1, 1, "b")], fixed: "\u{FEFF}b: 1"),
        Case(name: "a lone carriage return", text: "a: 1\rb: 2", edits: [edit(2, 1, 1, "c")], fixed: "a: 1\rc: 2"),
        Case(name: "removal", text: "a: 1 # x\n", edits: [edit(1, 5, 4, "")], fixed: "a: 1\n"),
        Case(
            name: "two pieces, the later first",
            text: "a: b\n",
            edits: [edit(1, 4, 1, "y"), edit(1, 1, 1, "x")],
            fixed: "x: y\n"
        ),
        Case(
            name: "an insertion before a replaced piece",
            text: "ab\n",
            edits: [edit(1, 1, 1, "x"), edit(1, 1, 0, "- ")],
            fixed: "- xb\n"
        ),
        Case(
            name: "a whole line",
            text: "a: 1\nb: 2\nc: 3\n",
            edits: [
                Fix.Edit(replacing: Span(start: Mark(line: 2, column: 1), end: Mark(line: 3, column: 1)), with: "")
            ],
            fixed: "a: 1\nc: 3\n"
        ),
    ])
    func `only the bytes of the edits change`(_ row: Case) {
        let result = applied([row.edits], to: row.text)
        #expect(Array(result.text.utf8) == Array(row.fixed.utf8))
        #expect(result.count == 1)
    }

    @Test(arguments: [
        Case(name: "a line too far", text: "a\n", edits: [edit(3, 1, 0, "x")], fixed: "a\n"),
        Case(name: "a column too far", text: "a\n", edits: [edit(1, 3, 0, "x")], fixed: "a\n"),
        Case(name: "an end too far", text: "a\n", edits: [edit(1, 1, 2, "x")], fixed: "a\n"),
        Case(name: "line zero", text: "a\n", edits: [edit(0, 1, 0, "x")], fixed: "a\n"),
        Case(name: "column zero", text: "a\n", edits: [edit(1, 0, 0, "x")], fixed: "a\n"),
        Case(name: "one good, one bad", text: "a\n", edits: [edit(1, 1, 1, "x"), edit(9, 1, 0, "x")], fixed: "a\n"),
        Case(name: "overlap", text: "abc\n", edits: [edit(1, 1, 2, "x"), edit(1, 2, 2, "y")], fixed: "abc\n"),
        Case(name: "insertion within", text: "abc\n", edits: [edit(1, 1, 3, "x"), edit(1, 2, 0, "y")], fixed: "abc\n"),
        Case(name: "nothing to change", text: "abc\n", edits: [edit(1, 1, 1, "a")], fixed: "abc\n"),
        Case(name: "no edits", text: "abc\n", edits: [], fixed: "abc\n"),
    ])
    func `a fix that cannot be made wholly is not made`(_ row: Case) {
        let result = applied([row.edits], to: row.text)
        #expect(result.text == row.fixed)
        #expect(result.count == 0)
    }

    @Test func `of fixes that touch each other the first is made`() {
        let fixes = [
            [Self.edit(1, 1, 2, "x")], [Self.edit(1, 2, 2, "y")], [Self.edit(1, 3, 0, "z")], [Self.edit(1, 6, 1, "w")],
        ]
        let result = applied(fixes, to: "abcdef\n")
        #expect(result.text == "xcdew\n")
        #expect(result.count == 2)
    }

    @Test func `bytes that are not UTF-8 stay as they are`() {
        let finding = Diagnostic(
            Self.rule,
            "here",
            at: SourceLocation(path: "inf.yml"),
            fix: Fix("write it", [Self.edit(1, 1, 1, "b")])
        )
        #expect(AppliedFixes(of: [finding], to: [0x61, 0x0A, 0xFF, 0xC3]).bytes == [0x62, 0x0A, 0xFF, 0xC3])
    }
}
