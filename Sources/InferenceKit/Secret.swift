/// A value that must never be shown: its description is always `<redacted>`.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value itself, to be passed to a signer or a header and nowhere else.
    public let exposed: String

    /// Wraps a value.
    ///
    /// - Parameter exposed: The literal text of the secret; it is never decoded or trimmed.
    public init(_ exposed: String) {
        self.exposed = exposed
    }

    /// The same for every secret, so that no log line can hold a value.
    public var description: String { "<redacted>" }

    /// The same for every secret, so that no log line can hold a value.
    public var debugDescription: String { "<redacted>" }

    /// Hides the value from `dump` and from string interpolation of a containing value.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
