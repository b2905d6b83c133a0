import Testing

@testable import Patterns

struct PatternTests {
    private static let patterns = [
        "^(a+)+$", "^[^<>]*$", "a|b|cd", "^a{2,4}$", "^\\d{3}-\\d{4}$", "\\bfoo\\b", "(?i)hello", "x*", "[a-c-]",
        "^[\\w.+-]+@[\\w-]+\\.[a-z]{2,}$", "^$", "^(?:ab|a)(?:c|bcd)$", "^.$", "[^a-z]", "^(a|b)*c?$", "^\\s*$",
        "^[A-Z][a-z]+( [A-Z][a-z]+)*$", "a.c", "\\.", "^(\\d+|[a-z]+)(,(\\d+|[a-z]+))*$", "^(ab?){0,3}$", "(a*)*b",
    ]
    private static let texts = [
        "", "a", "b", "aa", "aaaa", "aaaaa", "abc", "abcd", "a\nc", "hello", "HELLO there", "foo", "xfoo", "a foo b",
        "555-1234", "me@x.org", "Ann Lee", "12,ab,3", "12,,3", "<b>", "-", "\u{E9}", "e\u{301}", "👩‍👩‍👧", " \t\n", "ababab",
        "abababab", "aaab", ".", "cd",
    ]

    @Test(arguments: patterns)
    func `a pattern matches what Swift's own expressions match`(_ source: String) throws {
        let pattern = try Pattern(source)
        let expression = try Regex(source)
        for text in Self.texts {
            let expected = try expression.firstMatch(in: text) != nil
            #expect(pattern.matches(text) == expected, "\(source) in \(text.debugDescription)")
        }
    }

    @Test(arguments: [
        "^(a+)+$", "(a*)*b", "^(a|aa)+$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "^a{0,900}b", "^(a|a?)+$",
    ])
    func `a pattern that would backtrack without end is answered in bounded time`(_ source: String) throws {
        let text = String(repeating: "a", count: 3_000) + "!"
        let pattern = try Pattern(source)
        let elapsed = ContinuousClock().measure { #expect(pattern.matches(text) != true) }
        #expect(elapsed < .seconds(20))
    }

    @Test func `a text that is too long for a pattern is neither matched nor refused by it`() throws {
        let pattern = try Pattern("(a?){500}a{500}b")
        #expect(pattern.matches(String(repeating: "a", count: 100_000)) == nil)
        #expect(pattern.matches(String(repeating: "a", count: 600) + "b") == true)
    }

    @Test(
        arguments: [
            ("(", .syntax), ("a)", .syntax), ("[a", .syntax), ("*a", .syntax), ("a**", .syntax), ("[z-a]", .syntax),
            ("\\q", .syntax), ("\\", .syntax), ("(?<n", .syntax), ("a{2,1}", .syntax), ("^*", .syntax),
            ("(?=a)", .unsupported("look-ahead")), ("(?<!a)b", .unsupported("look-behind")),
            ("(a)\\1", .unsupported("a reference to a group")), ("a++", .unsupported("possessive repetition")),
            ("(?m)a", .unsupported("the flag 'm'")), ("\\p{Greek}", .unsupported("this Unicode property")),
            ("a{1001}", .tooLarge), ("(a{1000}){1000}", .tooLarge), ("a{99999}", .tooLarge),
            (String(repeating: "(", count: 60), .tooLarge), (String(repeating: "a", count: 501), .tooLong),
        ] as [(String, Pattern.Problem)]
    )
    func `what cannot be used is refused with its reason`(_ source: String, _ problem: Pattern.Problem) {
        #expect(throws: problem) { try Pattern(source) }
    }

    @Test(arguments: [
        "{", "a{x}", "a{,3}", "(?i:a)b", "(?#comment)a", "\\p{L}", "\\u{1F600}", "[]a]", "[[:alpha:]]", "(?<name>a)",
    ])
    func `these are expressions`(_ source: String) throws {
        _ = try Pattern(source)
    }
}
