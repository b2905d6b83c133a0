/// An access key, and the secret key that belongs to it.
public struct Credential: Sendable, Hashable {
    /// The public half, which every signed request names.
    public var accessKey: String

    /// The private half, used as its literal text although it may look like base64.
    public var secretKey: Secret

    /// The token of temporary keys, sent and signed with every request.
    public var sessionToken: Secret?

    /// Creates a credential.
    ///
    /// - Parameters:
    ///   - accessKey: The public half.
    ///   - secretKey: The private half, as its literal text.
    ///   - sessionToken: The token of temporary keys.
    public init(accessKey: String, secretKey: Secret, sessionToken: Secret? = nil) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
    }
}
