internal import Diagnostics
internal import FoundationEssentials

/// A text that is given as `@notes.txt`, the file that holds it; `@@` begins a text with a literal `@`.
struct TextFile {
    private static let limitBytes = 1 << 20

    private let input: String

    /// - Parameter input: The name of the input.
    init(_ input: String) {
        self.input = input
    }

    /// The text that is meant.
    ///
    /// - Parameter given: What was given.
    /// - Returns: The text itself, or the content of the file without a final line feed.
    /// - Throws: Why the file cannot be used.
    func text(_ given: String) throws(InputViolation) -> String {
        guard given.hasPrefix("@") else { return given }
        let rest = String(given.dropFirst())
        if rest.hasPrefix("@") { return rest }
        let literal = "to give a text that begins with '@', write \(quoted("@" + given))"
        if let problem = FileProblem(rest) {
            throw InputViolation(input: input, message: problem.message(quoted(rest)), help: literal)
        }
        guard let bytes = FileManager.default.contents(atPath: rest), bytes.count <= Self.limitBytes,
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw InputViolation(
                input: input,
                message: "\(quoted(rest)) is not a text file of at most 1 MiB in UTF-8",
                help: literal
            )
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
