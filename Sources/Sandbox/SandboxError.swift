internal import Glibc
internal import SystemReasons

/// Why a process could not be confined.
package struct SandboxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Sendable, Hashable {
        /// The rules cannot be read.
        case badRules = "bad-rules"
        /// The kernel refused a part that it has.
        case notConfined = "not-confined"
    }

    /// What went wrong.
    package let code: Code
    /// One phrase.
    package let description: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - description: One phrase.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// The error of a step that the kernel refused.
    ///
    /// - Parameters:
    ///   - step: What was tried, an infinitive.
    ///   - number: The errno.
    /// - Returns: The error.
    static func refused(_ step: String, _ number: Int32) -> SandboxError {
        SandboxError(.notConfined, "cannot \(step): \(SystemReason.text(number))")
    }
}
