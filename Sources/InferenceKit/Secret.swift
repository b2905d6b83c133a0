/// A value that must never be shown: its description is always `<redacted>`.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value itself, without a note that somebody has looked at it.
    package let value: String
    /// Notes that somebody looks at the value, when the model is only described.
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

    /// Wraps a value of which it is noted when somebody looks at it.
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
