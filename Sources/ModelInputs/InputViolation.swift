internal import Diagnostics
package import ErrorReporting
internal import InferenceKit

/// One reason why an input cannot be used.
package struct InputViolation: Error, Sendable, Hashable, CustomStringConvertible {
    /// The input.
    package var input: String
    /// What is wrong and what is allowed, one phrase.
    package var message: String
    /// How to fix it.
    package var help: String

    /// - Parameters:
    ///   - input: The input.
    ///   - message: What is wrong and what is allowed, one phrase.
    ///   - help: How to fix it.
    package init(input: String, message: String, help: String) {
        self.input = input
        self.message = message
        self.help = help
    }

    /// The phrase and the help, over two lines, whatever they repeat of the input.
    package var description: String {
        "input '\(printable(input))': \(printable(message))\n  help: \(printable(help))"
    }
}

/// Every reason why the inputs cannot be used.
package struct InputViolations: Error, Sendable, Hashable, CustomStringConvertible {
    /// In the order of the manifest, unknown inputs last.
    package var violations: [InputViolation]

    /// - Parameter violations: In the order of the manifest, unknown inputs last.
    package init(violations: [InputViolation]) {
        self.violations = violations
    }

    /// One paragraph for each.
    package var description: String {
        violations.map(\.description).joined(separator: "\n")
    }
}

extension InputViolations: ReportedError {
    /// What the error says: a paragraph for each violation to people, and the list as `violations` in JSON.
    package var report: ErrorReport {
        let list = violations.map { violation -> JSONValue in
            [
                "input": .string(violation.input), "message": .string(violation.message),
                "help": .string(violation.help),
            ]
        }
        let count = violations.count
        return ErrorReport(
            code: "invalid-input",
            message: count == 1 ? "1 input cannot be used" : "\(count) inputs cannot be used",
            longMessage: description,
            exitStatus: .invalidInput,
            details: ["violations": .array(list)]
        )
    }
}
