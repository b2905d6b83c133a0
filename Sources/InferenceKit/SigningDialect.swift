/// The points in which the variants of Signature Version 4 differ; everything else is the same.
///
/// The helper of an API chooses the dialect, and ``Setup/signer(_:)`` gives it the signer.
public struct SigningDialect: Sendable, Hashable {
    /// The name of the algorithm: the first line of the string to sign and the first word of `Authorization`.
    public var algorithm: String

    /// The text before the secret key in the first key of the chain.
    public var secretKeyPrefix: String

    /// The last part of the credential scope and the last message of the chain of keys.
    public var scopeTerminator: String

    /// The header that carries the time of the signature.
    public var dateHeader: String

    /// The header that carries the SHA-256 of the body in hexadecimal digits.
    public var contentHashHeader: String

    /// The header that carries the token of temporary keys.
    public var tokenHeader: String

    /// The headers that are signed when they are present, in lower case.
    public var signedHeaderNames: [String]

    /// Every header whose lower-case name begins with this is signed, too.
    public var signedHeaderPrefix: String

    /// Ports that are left out of the signed `host`, whatever the scheme.
    public var droppedPorts: [String]

    /// The beginning of the names of the parameters in a pre-signed query.
    public var queryParameterPrefix: String

    /// Creates a dialect; each parameter is the property of the same name.
    public init(
        algorithm: String,
        secretKeyPrefix: String,
        scopeTerminator: String,
        dateHeader: String,
        contentHashHeader: String,
        tokenHeader: String,
        signedHeaderNames: [String],
        signedHeaderPrefix: String,
        droppedPorts: [String] = [":80", ":443"],
        queryParameterPrefix: String
    ) {
        self.algorithm = algorithm
        self.secretKeyPrefix = secretKeyPrefix
        self.scopeTerminator = scopeTerminator
        self.dateHeader = dateHeader
        self.contentHashHeader = contentHashHeader
        self.tokenHeader = tokenHeader
        self.signedHeaderNames = signedHeaderNames
        self.signedHeaderPrefix = signedHeaderPrefix
        self.droppedPorts = droppedPorts
        self.queryParameterPrefix = queryParameterPrefix
    }
}
