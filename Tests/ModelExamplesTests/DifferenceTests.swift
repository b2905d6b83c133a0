import InferenceKit
import ModelExamples
import Testing

struct DifferenceTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var expected: JSONValue
        var output: [String: JSONValue]
        var differences: [String] = []
        var testDescription: String { expected.text }
    }

    @Test(arguments: [
        Case(expected: ["a": 1], output: ["a": 1, "b": 2]),
        Case(expected: ["a": 1], output: ["a": .double(1)]),
        Case(expected: ["a": 1], output: ["a": 2], differences: ["output.a: expected 1, got 2"]),
        Case(expected: ["a": 1], output: ["a": "1"], differences: [#"output.a: expected 1, got "1""#]),
        Case(expected: ["a": 1], output: [:], differences: ["output.a: expected 1, got nothing"]),
        Case(expected: ["a": .null], output: ["a": .null]),
        Case(expected: ["a": true], output: ["a": 1], differences: ["output.a: expected true, got 1"]),
        Case(expected: ["a": ["x", 1]], output: ["a": ["x", .double(1)]]),
        Case(
            expected: ["a": ["x"]],
            output: ["a": ["x", "y"]],
            differences: [#"output.a: expected ["x"], got ["x","y"]"#]
        ),
        Case(expected: ["v": ["seconds": ["min": .double(5.6), "max": 6]]], output: ["v": ["seconds": 6]]),
        Case(
            expected: ["v": ["seconds": ["min": .double(5.6), "max": .double(5.8)], "format": "mp4"]],
            output: ["v": ["seconds": .double(3.2), "format": "gif"]],
            differences: [
                #"output.v.format: expected "mp4", got "gif""#, "output.v.seconds: expected 5.6 to 5.8, got 3.2",
            ]
        ),
        Case(expected: ["n": ["min": 3]], output: ["n": 2], differences: ["output.n: expected at least 3, got 2"]),
        Case(expected: ["n": ["max": 3]], output: ["n": "x"], differences: [#"output.n: expected at most 3, got "x""#]),
        Case(expected: ["t": ["pattern": "^Hel+o"]], output: ["t": "Hello, Ada"]),
        Case(
            expected: ["t": ["pattern": "^Hel+o"]],
            output: ["t": "Oh, hello"],
            differences: [#"output.t: expected a text that matches ^Hel+o, got "Oh, hello""#]
        ),
        // Members of an output are members, whatever they are called.
        Case(expected: ["o": ["min": 1]], output: ["o": ["min": 1, "max": 9]]),
        Case(
            expected: ["o": ["pattern": "x"]],
            output: ["o": ["pattern": "y"]],
            differences: [#"output.o.pattern: expected "x", got "y""#]
        ),
    ])
    func `outputs are held against what is expected`(test: Case) {
        let differences = Example.Expectation.output(test.expected).differences(from: test.output)
        #expect(differences.map(\.description) == test.differences)
    }

    @Test func `an error is as expected by its code and a part of what it says`() {
        let expected = Example.Expectation.error(code: "invalid-input", message: "too long")
        #expect(expected.differences(fromError: "invalid-input", "the text is too long by far") == [])
        #expect(
            expected.differences(fromError: "model-failed", "no idea").map(\.description) == [
                "error.code: expected 'invalid-input', got 'model-failed': no idea",
                "error.message: expected a text with 'too long', got 'no idea'",
            ]
        )
        #expect(expected.differences(from: ["a": 1]).map(\.place) == ["error"])
    }

    @Test func `an error in place of an output is a difference`() {
        let differences = Example.Expectation.output([:]).differences(fromError: "model-failed", "no idea")
        #expect(differences.map(\.description) == ["output: expected one, got the error 'model-failed': no idea"])
    }
}
