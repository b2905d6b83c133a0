package import ErrorReporting

/// Why a request could not be signed, or why its signature was refused.
package struct SigningError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, an open set.
    package struct Code: RawRepresentable, Sendable, Hashable {
        /// The stable name.
        package var rawValue: String

        /// Creates a code.
        ///
        /// - Parameter rawValue: The stable name.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The URL of the request to sign has no scheme or no host.
        package static let invalidURL = Code(rawValue: "invalid-url")
        /// A header, a part of the scope or the access key has a character that cannot be sent.
        package static let invalidHeader = Code(rawValue: "invalid-header")
        /// A hash could not be computed, or the file to be sent could not be read.
        package static let hashing = Code(rawValue: "hashing")

        /// The received request carries no signature.
        package static let missingAuthorization = Code(rawValue: "missing-authorization")
        /// The received `Authorization` cannot be read.
        package static let malformedAuthorization = Code(rawValue: "malformed-authorization")
        /// The access key of the received request is unknown.
        package static let unknownAccessKey = Code(rawValue: "unknown-access-key")
        /// The token of the received request is missing or not that of its temporary keys.
        package static let invalidToken = Code(rawValue: "invalid-token")
        /// The date of the received request is missing, unreadable, or not the day of the scope.
        package static let invalidDate = Code(rawValue: "invalid-date")
        /// The received request was signed too long ago, or too far in the future.
        package static let expired = Code(rawValue: "expired")
        /// The received request was signed for another region or service.
        package static let scopeMismatch = Code(rawValue: "scope-mismatch")
        /// The body received is not the one that the content hash header declares.
        package static let bodyHashMismatch = Code(rawValue: "body-hash-mismatch")
        /// The signature received is not the one calculated.
        package static let signatureMismatch = Code(rawValue: "signature-mismatch")
    }

    /// What went wrong.
    package var code: Code

    /// One sentence for the user, without a secret and without the query of a URL.
    package var message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: One sentence for the user.
    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence for the user.
    package var description: String { message }
}

extension SigningError: ReportedError {
    /// What the error says: a request that cannot be signed is a wrong setting, and one that is not accepted is denied.
    package var report: ErrorReport {
        ErrorReport(code: code.rawValue, message: message, exitStatus: exitStatus)
    }

    private var exitStatus: ExitStatus {
        switch code {
        case .invalidURL, .invalidHeader, .hashing: .configuration
        default: .notPermitted
        }
    }
}
