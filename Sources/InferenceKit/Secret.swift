/// A value that must never be shown: its description is always `<redacted>`.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value itself; reading it is not noted.
    package let value: String
    /// Notes reads of the value, when the model is only described.
    private let use: SetupUse?

    /// The value itself, to be passed to a signer or a header and nowhere else.
    public var exposed: String {
        use?.noteOutside()
        return value
    }

    /// Wraps a value.
    ///
    /// - Parameter exposed: The literal text of the secret; it is never decoded or trimmed.
    public init(_ exposed: String) {
        value = exposed
        use = nil
    }

    /// Wraps a value whose reads are noted.
    init(_ value: String, use: SetupUse) {
        self.value = value
        self.use = use
    }

    /// Whether two secrets have the same value.
    public static func == (left: Secret, right: Secret) -> Bool { left.exposed == right.exposed }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(exposed) }

    /// The same for every secret, so that no log line can hold a value.
    public var description: String { "<redacted>" }

    /// The same for every secret, so that no log line can hold a value.
    public var debugDescription: String { "<redacted>" }

    /// Hides the value from `dump` and from string interpolation of a containing value.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Secret {
    /// What was copied around a secret, which no service would accept.
    ///
    /// - Parameters:
    ///   - value: The text that was given as the secret.
    ///   - name: The name of its environment variable.
    /// - Returns: What is wrong, the end of a sentence about the variable that does not show the value; `nil` when nothing is.
    package static func defect(of value: String, named name: String) -> String? {
        // A key file in PEM form ends in a line break.
        if value.hasPrefix("-----BEGIN ") { return nil }
        let blanks: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7F }
        if value.unicodeScalars.first.map(blanks) == true { return "begins with a blank or a line break" }
        if value.unicodeScalars.last.map(blanks) == true { return "ends with a blank or a line break" }
        if value.count >= 2, let first = value.first, first == value.last, "\"'`".contains(first) {
            return "is in quotes"
        }
        let isAssignment = ["\(name)=", "export \(name)="].contains { value.hasPrefix($0) }
        return isAssignment ? "begins with '\(name)='" : nil
    }
}
