import Diagnostics
import InferenceKit
import ModelExamples
import Testing

struct JSONReaderTests {
    @Test(
        arguments: [
            ("{}", .object([:])),
            (" [1, -2.5e3, true, false, null] ", .array([.int(1), .double(-2500), true, false, .null])),
            (#"{"a": {"b": ["c"]}}"#, ["a": ["b": ["c"]]]),
            (#""\u00e4\ud83d\ude00\n\/\"\\""#, "ä😀\n/\"\\"),
            ("\"é\"", "é"),
            ("0", .int(0)),
            ("1e2", .double(100)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)),
        ] as [(String, JSONValue)]
    )
    func `what is JSON is read`(text: String, value: JSONValue) throws {
        #expect(try JSONReader.read(Array(text.utf8)).value == value)
    }

    @Test(arguments: [
        ("", 1, 1, "the end of the file where a value should be"),
        ("{\"a\": 1,\n}", 1, 8, "a comma after the last element"),
        ("{\n  \"a\" 1}", 2, 7, "'1' where ':' should be"),
        ("{\"a\": 1\n \"b\": 2}", 2, 2, "'\"' where ',' or '}' should be"),
        ("[1", 1, 3, "the end of the file where ',' or ']' should be"),
        ("{a: 1}", 1, 2, "'a' where a name should be"),
        ("['a']", 1, 2, "a string in single quotes"),
        ("[// no\n1]", 1, 2, "a comment"),
        ("[01]", 1, 2, "'01' is not a number in JSON"),
        ("[1.]", 1, 2, "'1.' is not a number in JSON"),
        ("[+1]", 1, 2, "'+' where a value should be"),
        ("[1e999]", 1, 2, "'1e999' is not a number in JSON"),
        ("nul", 1, 1, "'n' where a value should be"),
        ("1 2", 1, 3, "'2' after the end of the value"),
        ("[\"a\nb\"]", 1, 2, "a string that does not end on its line"),
        ("[\"a", 1, 2, "a string without its end"),
        ("[\"\\x\"]", 1, 4, "an escape that JSON does not have"),
        ("[\"\\ud800\"]", 1, 9, "half of a surrogate pair"),
        ("[\"\\u00g0\"]", 1, 7, "'g' where a hexadecimal digit should be"),
        ("[\"ä\u{1}\"]", 1, 4, "a control character in a string"),
        ("{\"a\": 1, \"a\": 2}", 1, 10, "'a' is given twice"),
    ])
    func `what is not JSON is said at its place`(text: String, line: Int, column: Int, message: String) throws {
        let problem = try #require(throws: JSONReader.Problem.self) { try JSONReader.read(Array(text.utf8)) }
        #expect(problem.message == message)
        #expect(problem.place.start == Mark(line: line, column: column))
    }

    @Test func `deep nesting ends with an error`() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: JSONReader.Problem.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test func `bytes that are not UTF-8 are no text`() {
        #expect(throws: JSONReader.Problem.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    }
}
