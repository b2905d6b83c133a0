import InferenceKit
import Testing

struct JSONValueTests {
    @Test(arguments: [
        "null", "true", "0", "-12", "1.5", #""a\"b/ü\n""#, "[]", "[1,[2,{\"a\":null}]]", #"{"a":1,"b":[true,"x"]}"#,
    ])
    func `a value is written as it was read`(_ text: String) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)).text == text)
    }

    @Test(arguments: ["", "{", "{}x", "nul", "\"\\x\""]) func `what is not JSON is an error`(_ text: String) {
        #expect(throws: (any Error).self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test func `the members of other kinds of values are missing`() throws {
        let value = try JSONValue(parsing: Array(#"{"n":"12","f":3.0,"g":3.5}"#.utf8))
        #expect(value["n"]?.integer == 12)
        #expect(value["f"]?.integer == 3)
        #expect(value["g"]?.integer == nil)
        #expect(value["n"]?["x"] == nil)
        #expect(value["n"]?.array == nil)
    }
}
