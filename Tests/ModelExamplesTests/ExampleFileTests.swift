import InferenceKit
import ModelExamples
import Testing

struct ExampleFileTests {
    private func decode(_ text: String) -> DecodedExample {
        DecodedExample(Array(text.utf8), path: "vision/hello/examples/ada.json")
    }

    @Test func `an example has a name, inputs and an output`() throws {
        let example = try #require(
            decode(#"{"description": "Ada.", "input": {"name": "Ada"}, "output": {"greeting": "Hello"}}"#).example
        )
        #expect(example.name == "ada")
        #expect(example.directory == "vision/hello/examples")
        #expect(example.description == "Ada.")
        #expect(example.input == ["name": "Ada"])
        #expect(example.expectation == .output(["greeting": "Hello"]))
    }

    @Test func `an example can want an error`() {
        let decoded = decode(#"{"input": {}, "error": {"code": "invalid-input"}}"#)
        #expect(decoded.example?.expectation == .error(code: "invalid-input", message: nil))
    }

    @Test(arguments: [
        ("[]", ":1:1: error: an example is an object"),
        (#"{"output": {}}"#, ":1:1: error: 'input' is missing"),
        (#"{"input": {}}"#, ":1:1: error: neither 'output' nor 'error' says what to expect"),
        (#"{"input": {}, "output": {}, "error": {"code": "x"}}"#, ":1:29: error: both 'output' and 'error' are given"),
        (#"{"input": {}, "output": {}, "eror": {}}"#, ":1:29: error: unknown name 'eror' in an example"),
        (#"{"input": [], "output": {}}"#, ":1:11: error: 'input' is not an object"),
        (#"{"input": {}, "output": 1}"#, ":1:25: error: 'output' is not an object"),
        (#"{"input": {}, "error": {}}"#, ":1:24: error: 'error' does not say which"),
        (#"{"input": {}, "error": {"code": 1}}"#, ":1:33: error: 'code' is not a text"),
        (#"{"input": {}, "error": {"kode": "x"}}"#, ":1:25: error: unknown name 'kode' in 'error'"),
        (#"{"input": {}, "output": {"a": {"min": 2, "max": 1}}}"#, ":1:31: error: no number is 2 to 1"),
        (#"{"input": {}, "output": {"a": {"pattern": "("}}}"#, ":1:43: error: '(' is not a regular expression"),
        (#"{"description": 1, "input": {}, "output": {}}"#, ":1:17: error: 'description' is not a text"),
        ("{\"input\": {},\n \"output\": {},}", ":2:14: error: not JSON: a comma after the last element"),
    ])
    func `what is wrong is said at its place`(text: String, finding: String) {
        let decoded = decode(text)
        #expect(decoded.example == nil)
        #expect(decoded.rendered.hasPrefix("vision/hello/examples/ada.json\(finding)"), "\(decoded.rendered)")
    }

    @Test(arguments: [
        #"{"input": {}, "outputs": {}}"#, #"{"inputs": {}, "output": {}}"#, #"{"input": {}, "eror": {"code": "x"}}"#,
        #"{"input": {}, "output": {}"#,
    ])
    func `one mistake is one finding`(text: String) {
        #expect(decode(text).diagnostics.count == 1, "\(decode(text).rendered)")
    }

    @Test func `a misspelt name hides no other mistake`() {
        #expect(decode(#"{"outputs": {}}"#).diagnostics.count == 2)
        #expect(decode(#"{"inputs": {}}"#).diagnostics.count == 2)
        #expect(decode(#"{"input": {}, "remark": "x"}"#).diagnostics.count == 2)
    }

    @Test func `a finding shows its line and says how to mend it`() {
        #expect(
            decode("{\"input\": {},\n \"outptu\": {}}").rendered == """
                vision/hello/examples/ada.json:2:2: error: unknown name 'outptu' in an example [bad-example]
                  |
                2 |  "outptu": {}}
                  |  ^~~~~~~~
                help: did you mean 'output'? it can have: description, input, output, error

                """
        )
    }
}
