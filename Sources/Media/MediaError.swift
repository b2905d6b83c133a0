/// Why a file could not be measured.
package struct MediaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure, for code that depends on it.
    package struct Code: RawRepresentable, Sendable, Hashable {
        /// The stable name of the code.
        package let rawValue: String

        /// Creates a code from its stable name.
        ///
        /// - Parameter rawValue: The name, lower case.
        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The file has no bytes.
        package static let empty = Code(rawValue: "empty")

        /// The file has a format that the module cannot measure; `what` names it, as in "a GIF image".
        package static let unrecognized = Code(rawValue: "unrecognized")

        /// The file ends too early; `what` says where, as in "at byte 160, inside an ID3 tag".
        package static let truncated = Code(rawValue: "truncated")

        /// The content is encrypted; `what` names it.
        package static let encrypted = Code(rawValue: "encrypted")

        /// The headers contradict the format; `what` says how.
        package static let malformed = Code(rawValue: "malformed")

        /// The operating system could not read the file; `what` says why.
        package static let unreadable = Code(rawValue: "unreadable")
    }

    /// The kind of failure.
    package let code: Code

    /// The part of the sentence that depends on the file; see each code for its shape.
    package let what: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - what: The part of the sentence that depends on the file; see each code for its shape.
    package init(_ code: Code, _ what: String) {
        self.code = code
        self.what = what
    }

    /// The sentence for the user: what is wrong, where, and what to do.
    package var description: String {
        switch code {
        case .empty:
            "the file is empty"
        case .unrecognized:
            "the file is \(what); convert it to JPEG, PNG, WAV, MP3, M4A, Ogg (Vorbis or Opus), FLAC or MP4"
        case .truncated:
            "the file is truncated \(what); copy or download it again"
        case .encrypted:
            "the file is copy-protected: \(what)"
        case .malformed:
            "the file is damaged: \(what)"
        case .unreadable:
            "the file cannot be read: \(what)"
        default:
            "\(code.rawValue): \(what)"
        }
    }
}
