package import InferenceKit

extension Example.Expectation {
    /// Compares outputs with the expected ones.
    ///
    /// Of an object each named member must match, others are ignored. Lists match element by element. Strings, booleans and null match exactly,
    /// numbers exactly or within `{"min": …, "max": …}`, strings also a `{"pattern": "…"}` that is found in them. Where an
    /// object came out, these names are members like others.
    ///
    /// - Parameter output: What came out.
    /// - Returns: Every difference; none when it is as expected.
    package func differences(from output: [String: JSONValue]) -> [Difference] {
        switch self {
        case .output(let expected): compare(.object(output), with: expected, at: "output")
        case .error(let code, let message):
            [
                Difference(
                    "error",
                    expected: code.map { "the code '\($0)'" } ?? "one that says '\(message ?? "")'",
                    found: "the output \(text(.object(output)))"
                )
            ]
        }
    }

    /// Compares an error with the expected one.
    ///
    /// - Parameters:
    ///   - code: The error's stable code.
    ///   - message: Everything that it says.
    /// - Returns: Every difference; none when it is as expected.
    package func differences(fromError code: String, _ message: String) -> [Difference] {
        guard case .error(let expectedCode, let part) = self else {
            return [Difference("output", expected: "one", found: "the error '\(code)': \(message)")]
        }
        var differences: [Difference] = []
        if let expectedCode, expectedCode != code {
            differences.append(Difference("error.code", expected: "'\(expectedCode)'", found: "'\(code)': \(message)"))
        }
        if let part, !message.contains(part) {
            differences.append(Difference("error.message", expected: "a text with '\(part)'", found: "'\(message)'"))
        }
        return differences
    }
}

private func compare(_ found: JSONValue?, with expected: JSONValue, at place: String) -> [Difference] {
    if case .array(let elements) = expected, let values = found?.array, values.count == elements.count {
        return zip(values, elements).enumerated().flatMap { index, pair in
            compare(pair.0, with: pair.1, at: "\(place)[\(index)]")
        }
    }
    guard case .object(let members) = expected else {
        return isSame(found, expected) ? [] : [Difference(place, expected: text(expected), found: text(found))]
    }
    if case .object(let values) = found {
        return members.sorted { $0.key < $1.key }.flatMap {
            compare(values[$0.key], with: $0.value, at: "\(place).\($0.key)")
        }
    }
    if let bounds = NumberBounds(members) {
        return bounds.admit(number(found)) ? [] : [Difference(place, expected: bounds.text, found: text(found))]
    }
    if let pattern = TextPattern(members) {
        return pattern.matches(found?.string)
            ? [] : [Difference(place, expected: "a text that matches \(pattern.source)", found: text(found))]
    }
    return [Difference(place, expected: text(expected), found: text(found))]
}

/// Whether both are the same value; 1 and 1.0 are.
private func isSame(_ found: JSONValue?, _ expected: JSONValue) -> Bool {
    if found == expected { return true }
    guard let left = number(found), let right = number(expected) else {
        guard let left = found?.array, let right = expected.array, left.count == right.count else { return false }
        return zip(left, right).allSatisfy { isSame($0, $1) }
    }
    return left == right
}

private func number(_ value: JSONValue?) -> Double? {
    switch value {
    case .int(let number): Double(number)
    case .double(let number): number
    default: nil
    }
}

/// A value in a message.
private func text(_ value: JSONValue?) -> String {
    guard let value else { return "nothing" }
    let text = value.text
    return text.count <= 200 ? text : "\(text.prefix(200))…"
}
