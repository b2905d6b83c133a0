import Diagnostics
import Testing
import YAML

/// Texts made to break readers of YAML: each is one finding with a place, in bounded time.
struct HostileTextTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let rule: Rule
        let line: Int?
        let column: Int?
        var testDescription: String { name }

        init(_ name: String, _ bytes: [UInt8], _ rule: Rule, _ line: Int? = nil, _ column: Int? = nil) {
            self.name = name
            self.bytes = bytes
            self.rule = rule
            self.line = line
            self.column = column
        }

        init(_ name: String, _ text: String, _ rule: Rule, _ line: Int? = nil, _ column: Int? = nil) {
            self.init(name, Array(text.utf8), rule, line, column)
        }
    }

    private static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    private static let cases: [Case] = [
        Case("an alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", .alias, 1, 4),
        Case("an alias to itself", "a: &a [*a]\n", .alias, 1, 4),
        Case("an unknown alias", "a: *nobody\n", .alias, 1, 4),
        Case("an alias as key", "*a : b\n", .alias, 1, 1),
        Case("a merge key", "a: {<<: {b: 1}}\n", .mergeKey, 1, 5),
        Case("a tag", "a: !!binary aGk=\n", .tag, 1, 4),
        Case("a local tag", "a: !run x\n", .tag, 1, 4),
        Case("a bare tag", "a: ! x\n", .tag, 1, 4),
        Case("two documents", "a: 1\n---\nb: 1\n", .multipleDocuments, 2, 1),
        Case("a directive", "%YAML 1.1\n---\na: 1\n", .directive, 1, 1),
        Case("a tag directive", "%TAG ! tag:x,2000:\n---\na: 1\n", .directive, 1, 1),
        Case("thousands of directives", (0..<50_000).map { "%TAG !a\($0)! b\n" }.joined(), .directive, 9, 1),
        Case(
            "thousands of directives of a second document",
            "a: 1\n...\n" + (0..<50_000).map { "%TAG !a\($0)! b\n" }.joined(),
            .directive,
            11,
            1
        ),
        Case("another version", "%YAML 2.0\n---\na: 1\n", .yamlSyntax, 1),
        Case("a list as key", "[a]: b\n", .complexKey, 1, 1),
        Case("a mapping as key", "{a: b}: c\n", .complexKey, 1, 1),
        Case("33 levels", repeated("[", 33), .tooDeep, 1, 33),
        Case("100,000 opening brackets", repeated("[", 100_000), .tooDeep, 1, 33),
        Case("100,000 opening braces", repeated("{", 100_000), .tooDeep, 1, 33),
        Case("100,000 keys within each other", repeated("{a: ", 100_000), .tooDeep, 1),
        Case("a million opening brackets", repeated("[", 1_000_000), .tooDeep, 1, 33),
        Case("a million levels in blocks", repeated("- ", 500_000), .tooDeep, 1, 65),
        Case("a hundred megabytes", [UInt8](repeating: 0x5B, count: 100_000_000), .tooLarge),
        Case(
            "an alias bomb of a thousand levels",
            "a0: &a0 [x]\n" + (1..<1000).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined(),
            .alias,
            1,
            5
        ),
        Case("a merge conflict", "a: 1\n<<<<<<< HEAD\nb: 1\n=======\n", .yamlSyntax, 2, 1),
        Case("100,000 dashes", repeated("- ", 100_000), .tooDeep, 1, 65),
        Case("100,000 question marks", repeated("? ", 100_000), .tooDeep, 1, 65),
        Case("1,400 levels by indentation", (0..<1400).map { repeated(" ", $0) + "a:\n" }.joined(), .tooDeep, 33, 33),
        Case("too many bytes", [UInt8](repeating: 0x20, count: (1 << 20) + 1), .tooLarge),
        Case("a long value", "a: " + repeated("x", 70_000), .tooLarge, 1, 4),
        Case("a long key", "? " + repeated("x", 70_000) + "\n: 1\n", .tooLarge, 1, 3),
        Case("nothing", "", .emptyDocument),
        Case("blanks", "   \n\n  ", .emptyDocument),
        Case("a NUL", "a: b\0c\n", .controlCharacter, 1, 5),
        Case("nothing but NUL", "\0\0\0", .controlCharacter, 1, 1),
        Case("an escape", "a: \u{1B}[31m\n", .controlCharacter, 1, 4),
        Case("a delete", "a: \u{7F}\n", .controlCharacter, 1, 4),
        Case("a C1 control", "a: \u{9B}31m\n", .controlCharacter, 1, 4),
        Case("a next line", "a: 1\u{85}b: 2\n", .controlCharacter, 1, 5),
        Case("a line separator", "a: 1\u{2028}b: 2\n", .controlCharacter, 1, 5),
        Case("a noncharacter", "a: \u{FFFE}\n", .controlCharacter, 1, 4),
        Case("a byte order mark", "\u{FEFF}a: 1\n", .badEncoding, 1, 1),
        Case("a byte order mark within", "a: 1\n\u{FEFF}b: 2\n", .badEncoding, 2, 1),
        Case("UTF-16", [0xFF, 0xFE, 0x61, 0x00], .badEncoding),
        Case("UTF-16 the other way", [0xFE, 0xFF, 0x00, 0x61], .badEncoding),
        Case("Latin-1", [0x61, 0x3A, 0x20, 0xE9, 0x0A], .badEncoding, 1, 4),
        Case("an overlong form", [0x61, 0x3A, 0x20, 0xC0, 0x80], .badEncoding, 1, 4),
        Case("a surrogate", [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], .badEncoding, 1, 4),
        Case("beyond Unicode", [0x61, 0x3A, 0x20, 0xF4, 0x90, 0x80, 0x80], .badEncoding, 1, 4),
        Case("a cut character", [0x61, 0x3A, 0x20, 0xE2, 0x82], .badEncoding, 1, 4),
        Case("a lone continuation", [0x0A, 0x80], .badEncoding, 2, 1),
        Case("a tab as indentation", "a:\n\tb: 1\n", .tab, 2, 1),
        Case("a tab after blanks", "a:\n  \tb: 1\n", .tab, 2),
        Case("a tab after a colon", "a:\tb\n", .tab, 1, 3),
        Case("a tab within brackets", "a: [b,\tc]\n", .tab, 1, 7),
        Case("an open quote", "a: \"b\nc: d\n", .yamlSyntax, 1, 4),
        Case("an open bracket", "a: [b\n", .yamlSyntax, 1, 6),
        Case("a closing bracket", "a: ]\n", .yamlSyntax, 1, 4),
        Case("a percent sign", "a: %b\n", .yamlSyntax, 1, 4),
        Case("a backquote", "a: `b`\n", .yamlSyntax, 1, 4),
        Case("an unknown escape", "a: \"\\q\"\n", .yamlSyntax, 1),
        Case("an escape beyond Unicode", "a: \"\\UFFFFFFFF\"\n", .yamlSyntax, 1),
        Case("a key of more than 1,024 characters", repeated("x", 2000) + ": 1\n", .yamlSyntax, 1),
        Case("an anchor without a name", "a: & b\n", .yamlSyntax, 1),
        Case("a block with a bad head", "a: |z\n  b\n", .yamlSyntax, 1),
        Case("a number for indentation of 0", "a: |0\n  b\n", .yamlSyntax, 1),
    ]

    @Test(arguments: cases)
    func `a hostile text is a finding at its place`(_ row: Case) throws {
        let findings = Findings(path: "a.yml")
        _ = Document.parse(row.bytes, findings)
        let first = try #require(findings.diagnostics.first)
        #expect(first.rule == row.rule, "\(first)")
        if let line = row.line { #expect(first.location.line == line, "\(first)") }
        if let column = row.column { #expect(first.location.column == column, "\(first)") }
    }

    // The text is looked at in steps of eight bytes.
    @Test(arguments: UInt8.min...UInt8.max)
    func `a byte is judged alike wherever it stands in a line`(_ byte: UInt8) throws {
        for column in 3..<27 {
            var text = Array("# \(String(repeating: "a", count: 30))\na: 1\n".utf8)
            text[column - 1] = byte
            let findings = Findings(path: "a.yml")
            _ = Document.parse(text, findings)
            switch byte {
            case 0x09, 0x20..<0x7F:
                #expect(findings.diagnostics.isEmpty, "\(column)")
            case 0x0A:
                break
            default:
                let first = try #require(findings.diagnostics.first, "\(column)")
                #expect(first.rule == (byte < 0x80 ? .controlCharacter : .badEncoding))
                #expect(first.location.line == 1 && first.location.column == column)
            }
        }
    }

    @Test(arguments: [
        ("a:\n\tb: 1\n\tb: 2\n", ["tab 2:1", "duplicate-key 3:2"]),
        ("a:\n    b: 1\n\tb: 2\n\t\tx\nc: *d\n", ["tab 3:1", "duplicate-key 3:2", "alias 5:4"]),
        ("a:\n  b:\n\t- c: *d\ne: &f g\n", ["tab 3:1", "alias 3:7", "alias 4:4"]),
        ("-\ta: 1\n-\ta: *b\n", ["tab 1:2", "alias 2:6"]),
        ("a:\n\tb: 1\nc: `d`\n", ["tab 2:1", "yaml-syntax 3:4"]),
        ("a: &b c\nd:\n\te: 1\nf:\tg\n", ["alias 1:4", "tab 3:1", "tab 4:3"]),
    ])
    func `a tab in an indentation hides nothing after it`(_ text: String, _ expected: [String]) {
        let findings = Findings(path: "a.yml")
        _ = Document.parse(Array(text.utf8), findings)
        let found = findings.diagnostics.map {
            (
                $0.location.line ?? 0, $0.location.column ?? 0,
                "\($0.rule.id) \($0.location.line ?? 0):\($0.location.column ?? 0)"
            )
        }
        #expect(found.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2) == expected)
    }

    @Test(arguments: [
        "a: \"b\tc\"\n", "a: 'b\tc'\n", "a: b\tc\n", "a: |\n  b\tc\n  \td\n", "a: b # c\td\n", "# a\tb\na: b\n",
        "a: \"b\n  \tc\"\n",
    ])
    func `a tab in a value or a comment is no finding`(_ text: String) {
        let findings = Findings(path: "a.yml")
        _ = Document.parse(Array(text.utf8), findings)
        #expect(findings.diagnostics.isEmpty)
    }

    @Test(arguments: ["a: 1\r\nb: 2\r\n", "---\na: 1\n...\n", "a: 1", "\n\n# c\na: 1\n", "a: \u{1F600}\u{10FFFD}\n"])
    func `an unusual but plain text is no finding`(_ text: String) {
        let findings = Findings(path: "a.yml")
        let document = Document.parse(Array(text.utf8), findings)
        #expect(findings.diagnostics.isEmpty)
        #expect(document.isComplete)
        #expect(document.root != nil)
    }

    @Test func `every text of three characters is read without a crash`() {
        let alphabet = Array("a:-[]{},&*!|>'\"%@`#? \n\t\\~<1\0\u{E9}".utf8)
        for first in alphabet {
            for second in alphabet {
                for third in alphabet {
                    let findings = Findings(path: "a.yml")
                    let document = Document.parse([first, second, third], findings)
                    #expect(document.root != nil || !findings.diagnostics.isEmpty)
                }
            }
        }
    }
}
