/// Why a hash could not be computed.
package struct HashingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, an open set.
    package struct Code: RawRepresentable, Sendable, Hashable {
        /// The stable name.
        package var rawValue: String

        /// Creates a code.
        ///
        /// - Parameter rawValue: The stable name.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// libcrypto refused; it has no SHA-256, or no memory.
        package static let cryptography = Code(rawValue: "cryptography")
        /// A file could not be opened or read.
        package static let file = Code(rawValue: "file")
    }

    /// What went wrong.
    package var code: Code

    /// The sentence for the user.
    package var description: String

    /// Creates the error of a libcrypto function that reported failure.
    ///
    /// - Parameter function: The function's name.
    /// - Returns: An error with the code `cryptography`.
    static func cryptography(_ function: String) -> HashingError {
        HashingError(
            code: .cryptography,
            description: "libcrypto cannot compute SHA-256 (\(function) failed); check the OpenSSL configuration file"
        )
    }

    /// Creates the error of a file.
    ///
    /// - Parameters:
    ///   - action: What was tried, an infinitive.
    ///   - path: The file.
    ///   - reason: The system's words.
    /// - Returns: An error with the code `file`.
    static func file(cannot action: String, _ path: String, _ reason: String) -> HashingError {
        HashingError(code: .file, description: "cannot \(action) '\(path)': \(reason)")
    }
}
