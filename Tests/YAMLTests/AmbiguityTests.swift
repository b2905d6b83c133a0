import Diagnostics
import Testing
import YAML

/// Values that YAML 1.1 and 1.2 read differently; the readings of 1.1 are PyYAML's.
struct AmbiguityTests {
    private func ambiguity(_ text: String) -> Ambiguity? {
        Scalar(text: text, style: .plain).ambiguity
    }

    @Test(
        arguments: [
            ("yes", "true", "a string"), ("No", "false", "a string"), ("ON", "true", "a string"),
            ("off", "false", "a string"), ("010", "the number 8", "the number 10"),
            ("-010", "the number -8", "the number -10"), ("08", "a string", "the number 8"),
            ("0o17", "a string", "the number 15"), ("0b101", "the number 5", "a string"),
            ("1_000", "the number 1000", "a string"), ("0x_ff", "the number 255", "a string"),
            ("-0xff", "the number -255", "a string"), ("16:9", "the number 969 (in base 60)", "a string"),
            ("1:30:00", "the number 5400 (in base 60)", "a string"), ("1e3", "a string", "the number 1000"),
            ("1.5e3", "a string", "the number 1500"), ("1_0.5", "the number 10.5", "a string"),
            ("2024-01-31", "a date", "a string"), ("2024-1-3 10:00:00", "a date", "a string"),
            ("=", "the sign for the default value", "a string"), ("<<", "the sign for merging mappings", "a string"),
        ]
    )
    func `a value has two readings`(_ text: String, _ older: String, _ newer: String) throws {
        let found = try #require(ambiguity(text))
        #expect(found.older == older)
        #expect(found.newer == newer)
    }

    @Test(
        arguments: [
            "", "a", "y", "n", "nope", "yes please", "0", "7", "-1", "10", "3.10", "1.0", ".5", "1.", "0x1f", "01",
            "007",
            "1.5e+3", "true", "null", "~", "1.2.3", "5MB", "60s", "16:90", "0:30", "a:b", "1:2:3:x", "2024", "2024-01",
            "2024-1-3", "-", "+", ".", "..", "_1", "0xzz", "0o9", "0b2", "=a", ".inf", ".nan", "12e", "--1",
        ]
    )
    func `a value has one reading`(_ text: String) {
        #expect(ambiguity(text) == nil)
    }

    @Test func `quotes leave one reading`() {
        #expect(Scalar(text: "yes", style: .quoted).ambiguity == nil)
        #expect(Scalar(text: "010", style: .block).ambiguity == nil)
    }
}

struct CommentTests {
    private func comments(_ text: String) -> [String] {
        Document.parse(Array(text.utf8), Findings(path: "a.yml")).comments.map {
            "\($0.span.start.line):\($0.span.start.column) \($0.isAlone ? "alone " : "")\($0.text)"
        }
    }

    @Test func `a comment is found behind a value and alone`() {
        #expect(
            comments("# runner: a\na: b # runner: c d \n  #runner:e\n") == ["1:1 alone a", "2:6 c d", "3:3 alone e"]
        )
    }

    @Test(
        arguments: [
            "a: '# runner: b'\n", "a: \"b # runner: c\"\n", "a: b# runner: c\n", "a: |\n  # runner: b\n  c\n",
            "a: >-\n  b # runner: c\n", "a: \"b\n  # runner: c\"\n", "# of a runner: b\n", "a: b # c # runner: d\n",
            "'# runner: a': b\n", "[a, '# runner: b', c]\n",
        ]
    )
    func `what is within a value is no comment`(_ text: String) {
        #expect(comments(text) == [])
    }

    @Test func `wide characters, tabs and Windows line ends do not move a comment`() {
        #expect(comments("a: 日本 # runner: b\r\nc: \"\u{1F600}\"\t# runner: d\r\n") == ["1:7 b", "2:8 d"])
    }

    @Test func `a comment behind a block is found`() {
        #expect(comments("a: |\n  b\n\n# runner: c\nd: e\n") == ["4:1 alone c"])
    }
}
