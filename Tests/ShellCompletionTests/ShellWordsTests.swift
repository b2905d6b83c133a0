import Testing

@testable import ShellCompletion

struct ShellWordsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let words: [String]
        var openQuote: Character?
        var testDescription: String { text }
    }

    @Test(arguments: [
        Case(text: "", words: [""]),
        Case(text: "runner", words: ["runner"]),
        Case(text: "runner  predict ", words: ["runner", "predict", ""]),
        Case(text: #"a\ b c"#, words: ["a b", "c"]),
        Case(text: "'a b' c", words: ["a b", "c"]),
        Case(text: "'a b", words: ["a b"], openQuote: "'"),
        Case(text: #""a\"b\n"#, words: [#"a"b\n"#], openQuote: "\""),
        Case(text: #"'a\b' "" x"#, words: [#"a\b"#, "", "x"]),
        Case(text: "prompt=\"it's ", words: ["prompt=it's "], openQuote: "\""),
        Case(text: "a''b", words: ["ab"]),
    ])
    func `quotes are taken away as a shell does`(_ case: Case) {
        let result = ShellWords(`case`.text)
        #expect(result.words == `case`.words)
        #expect(result.openQuote == `case`.openQuote)
    }
}
