import Diagnostics
import Testing

/// What a terminal, an editor or a continuous-integration service would obey becomes text.
struct PrintableTextTests {
    @Test(arguments: [
        ("plain: text, äöü 漢字 👩‍🚀", "plain: text, äöü 漢字 👩‍🚀"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc", #"a\r"# + "\n" + #"b\rc"#),
        ("\u{1B}[2J\u{7}\u{0}\u{7F}", #"\u{1B}[2J\u{7}\u{0}\u{7F}"#),
        ("\u{9B}31m \u{85} \u{90}", #"\u{9B}31m \u{85} \u{90}"#),
        ("\u{202E}gpj.exe\u{2066}\u{2069}\u{200F}\u{61C}", #"\u{202E}gpj.exe\u{2066}\u{2069}\u{200F}\u{61C}"#),
        ("one\u{2028}two\u{2029}three\u{FEFF}", #"one\u{2028}two\u{2029}three\u{FEFF}"#),
        ("::error::x", #"\u{3A}:error::x"#),
        (" \t::set-output name=a::b", " \t" + #"\u{3A}:set-output name=a::b"#),
        ("first\n::error file=a::b", "first\n" + #"\u{3A}:error file=a::b"#),
        ("std::string and a::b", "std::string and a::b"),
        ("x ##vso[task.setvariable variable=a]b", #"x \u{23}#vso[task.setvariable variable=a]b"#),
        ("##[error]x ##teamcity[message]", #"\u{23}#[error]x \u{23}#teamcity[message]"#),
        ("# a heading, ## another", "# a heading, ## another"),
    ])
    func `lines are obeyed by nobody`(text: String, expected: String) {
        #expect(printableLines(text) == expected)
        // What is printable stays as it is, however often it passes.
        #expect(printableLines(printableLines(text)) == expected)
    }

    @Test func `one line stays one line`() {
        #expect(printableLine("a\n::error::b\tc\r\nd") == #"a\n::error::b"# + "\tc" + #"\r\nd"#)
        #expect(printableLine("\n::error::b") == #"\n::error::b"#)
        #expect(printableLine("::error::b") == #"\u{3A}:error::b"#)
    }

    @Test func `JSON keeps its value`() {
        let json = "{\"a\":\"\u{9B}31m\u{202E} ##vso[x] # ### ü 漢\u{7F}\"}"
        let expected = #"{"a":"\u009b31m\u202e #\u0023vso[x] # #\u0023\u0023 ü 漢\u007f"}"#
        #expect(printableJSON(json) == expected)
        #expect(printableJSON(#"{"a":1}"#) == #"{"a":1}"#)
    }
}
