package import Diagnostics
package import InferenceKit

/// What is wrong with a file that an example gives.
package enum ExampleFileProblem: Sendable, Hashable {
    /// The text leads to a place where a model's examples have no files.
    case elsewhere(String)
    /// There is no such file.
    case missing(String)
}

/// An example with everything that was found about its file.
package struct DecodedExample: Sendable {
    /// What the file says; `nil` when there is an error among the findings.
    package let example: Example?
    /// The file, as it was found.
    package let path: String
    /// The findings, sorted by place.
    package let diagnostics: [Diagnostic]
    private let source: SourceText

    /// Decodes the bytes of an example.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - path: The file as it was found.
    ///   - problem: Says what is wrong with the files in the value of an input.
    package init(
        _ bytes: [UInt8],
        path: String,
        problem: @escaping (_ input: String, _ value: JSONValue) -> ExampleFileProblem? = { _, _ in nil }
    ) {
        let findings = Findings(path: path)
        var example: Example?
        do throws(JSONReader.Problem) {
            let decoder = ExampleDecoder(findings: findings, problem: problem)
            example = decoder.decode(try JSONReader.read(bytes), path: path)
        } catch {
            findings.report(.badExample, "not JSON: \(error.message)", at: error.place, help: error.help)
        }
        self.init(findings.isBlocked ? nil : example, findings, SourceText(bytes))
    }

    /// Reports a file that cannot be read.
    ///
    /// - Parameter path: The file as it was found.
    package init(unreadable path: String) {
        let findings = Findings(path: path)
        findings.report(
            .badExample,
            "not a file that can be read",
            at: nil,
            help: "check what it is and its permissions"
        )
        self.init(nil, findings, SourceText([]))
    }

    /// Reports a file that is larger than ``fileBytes``.
    ///
    /// - Parameter path: The file as it was found.
    package init(tooLarge path: String) {
        let findings = Findings(path: path)
        findings.report(.badExample, "the file is larger than 1 MiB", at: nil, help: "put data into files beside it")
        self.init(nil, findings, SourceText([]))
    }

    private init(_ example: Example?, _ findings: Findings, _ source: SourceText) {
        self.example = example
        path = findings.path
        diagnostics = findings.diagnostics.sorted()
        self.source = source
    }

    /// The largest file that is read, in bytes.
    package static let fileBytes = 1 << 20

    /// The example's name, also when the file cannot be used.
    package var name: String { Example.name(of: path) }

    /// The findings for people, each with its source line; ends with a line feed unless there are none.
    package var rendered: String { TextRenderer().render(diagnostics) { _ in source } }
}

/// Reads an example's members and reports what is wrong with each.
private struct ExampleDecoder {
    private static let names = ["description", "input", "output", "error"]
    let findings: Findings
    let problem: (_ input: String, _ value: JSONValue) -> ExampleFileProblem?

    func decode(_ root: PlacedJSON, path: String) -> Example? {
        guard let members = root.members else {
            report("an example is an object", at: root.place, help: #"write {"input": {…}, "output": {…}}"#)
            return nil
        }
        let byName = Dictionary(members.map { ($0.name, $0) }) { first, _ in first }
        checkNames(members, Self.names, "an example")
        let unknown = members.map(\.name).filter { !Self.names.contains($0) }
        let misspelt = Set(unknown.compactMap { nearest(to: $0, in: Self.names) })
        if let description = byName["description"], description.value.string == nil {
            report("'description' is not a text", at: description.value.place, help: "write it in double quotes")
        }
        // What is there under a misspelled name is not missing as well.
        let hasExpectation = byName["output"] != nil || byName["error"] != nil
        let input =
            byName["input"] == nil && misspelt.contains("input")
            ? nil : input(byName["input"], root, expectsError: byName["error"] != nil)
        if !hasExpectation, !misspelt.isDisjoint(with: ["output", "error"]) { return nil }
        guard let expectation = expectation(byName["output"], byName["error"], root), let input else { return nil }
        return Example(
            name: Example.name(of: path),
            path: path,
            description: byName["description"]?.value.string,
            input: input,
            expectation: expectation
        )
    }

    private static let placesOfFiles =
        "put the file into the model's directory, or into 'samples' beside the registry"

    private func input(
        _ member: PlacedJSON.Member?,
        _ root: PlacedJSON,
        expectsError: Bool
    ) -> [String: JSONValue]? {
        guard let member else {
            report("'input' is missing", at: root.place, help: #"add "input": {…} with the inputs; {} for none"#)
            return nil
        }
        guard case .object(let values) = member.value.value else {
            report("'input' is not an object", at: member.value.place, help: #"write {"name": value, …}"#)
            return nil
        }
        for input in member.value.members ?? [] {
            switch problem(input.name, input.value.value) {
            case nil: continue
            case .elsewhere(let path):
                report("\(quoted(path)) is not a file of the model", at: input.value.place, help: Self.placesOfFiles)
            case .missing(let path):
                // An example may show what happens then.
                guard !expectsError else { continue }
                findings.report(
                    .missingExampleFile,
                    "there is no file \(quoted(path))",
                    at: input.value.place,
                    help: Self.placesOfFiles
                )
            }
        }
        return values
    }

    private func expectation(
        _ output: PlacedJSON.Member?,
        _ error: PlacedJSON.Member?,
        _ root: PlacedJSON
    ) -> Example.Expectation? {
        switch (output, error) {
        case (nil, nil):
            report(
                "neither 'output' nor 'error' says what to expect",
                at: root.place,
                help: #"add "output": {…}, or "error": {"code": "invalid-input"} for an input that must be refused"#
            )
            return nil
        case (_?, let error?):
            report(
                "both 'output' and 'error' are given",
                at: error.place,
                help: "only one of them is possible: remove the other"
            )
            return nil
        case (let output?, nil):
            guard output.value.members != nil else {
                report("'output' is not an object", at: output.value.place, help: #"write {"name": value, …}"#)
                return nil
            }
            check(output.value)
            return .output(output.value.value)
        case (nil, let error?):
            return refusal(error)
        }
    }

    private func refusal(_ member: PlacedJSON.Member) -> Example.Expectation? {
        let help = #"write {"code": "invalid-input", "message": "a part of the message"}, or one of both"#
        guard let members = member.value.members, !members.isEmpty else {
            report("'error' does not say which", at: member.value.place, help: help)
            return nil
        }
        checkNames(members, ["code", "message"], "'error'")
        for part in members where part.value.string?.isEmpty ?? true {
            report("'\(part.name)' is not a text", at: part.value.place, help: help)
        }
        let text = { (name: String) in members.first { $0.name == name }?.value.string }
        return .error(code: text("code"), message: text("message"))
    }

    /// Checks a matcher, which accepts many values.
    private func check(_ expected: PlacedJSON) {
        guard let members = expected.members, case .object(let values) = expected.value else { return }
        if let bounds = NumberBounds(values), bounds.isEmpty {
            report("no number is \(bounds.text)", at: expected.place, help: "write the smaller one as 'min'")
        }
        if let pattern = TextPattern(values), !pattern.isValid {
            report(
                "\(quoted(pattern.source)) is not a regular expression",
                at: members.first?.value.place ?? expected.place
            )
        }
        for member in members { check(member.value) }
    }

    private func checkNames(_ members: [PlacedJSON.Member], _ known: [String], _ owner: String) {
        for member in members where !known.contains(member.name) {
            let near = nearest(to: member.name, in: known).map { "did you mean '\($0)'? " } ?? ""
            let others = known.joined(separator: ", ")
            report(
                "unknown name \(quoted(member.name)) in \(owner)",
                at: member.place,
                help: "\(near)it can have: \(others)"
            )
        }
    }

    private func report(_ message: String, at place: Span, help: String? = nil) {
        findings.report(.badExample, message, at: place, help: help)
    }
}
