package import InferenceKit

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

/// Inputs that fit the manifest.
package struct CheckedInputs: Sendable, Hashable {
    /// The values for the model, by name, with defaults filled in.
    package var values: [String: JSONValue] = [:]
    /// The files among them, in the order of the manifest.
    package var files: [MediaFile] = []
    /// What is allowed but may surprise.
    package var warnings: [String] = []

    /// The length of a file that lasts, in seconds; `nil` when it is not known.
    package func seconds(of input: String) -> Double? {
        files.first { $0.name == input }?.seconds
    }
}
