/// Why a file could not be fitted.
package struct FitError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Sendable, Hashable {
        /// A program that is needed is not installed.
        case programMissing
        /// The file is none that can be converted.
        case notConvertible
        /// The program refused the file, or the result is not what it should be.
        case failed
        /// No result meets the limits.
        case tooStrict
    }

    /// What went wrong.
    package let code: Code
    /// One phrase that follows "it cannot be fitted: ".
    package let description: String
    /// What to do.
    package let help: String

    init(_ code: Code, _ description: String, help: String) {
        self.code = code
        self.description = description
        self.help = help
    }
}
