/// Why a file cannot be kept.
package struct UploadError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Sendable, Hashable {
        /// The file is longer than is allowed.
        case tooLarge
        /// The disk is full, or almost.
        case noRoom
        /// The caller has as many files as it may.
        case quota
        /// The directory cannot be used.
        case unusable
    }

    /// What went wrong.
    package let code: Code
    /// What happened, one sentence.
    package let description: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - description: What happened.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
