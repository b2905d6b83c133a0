/// One reason why an input cannot be used.
package struct InputViolation: Sendable, Hashable, CustomStringConvertible {
    /// The input.
    package var input: String
    /// What was found and what is allowed, one phrase.
    package var message: String
    /// How to mend it.
    package var help: String

    /// The phrase and the help, over two lines.
    package var description: String {
        "input '\(input)': \(message)\n  help: \(help)"
    }
}

/// Every reason why the inputs cannot be used.
package struct InputViolations: Error, Sendable, Hashable, CustomStringConvertible {
    /// In the order of the manifest, unknown inputs last.
    package var violations: [InputViolation]

    /// One paragraph for each.
    package var description: String {
        violations.map(\.description).joined(separator: "\n")
    }
}
