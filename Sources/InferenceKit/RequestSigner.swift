/// Signs requests with the HMAC-SHA256 family of signatures (Signature Version 4 and its variants).
public protocol RequestSigner: Sendable {
    /// Returns the request with its date, content hash and `Authorization` headers set.
    ///
    /// The body is hashed as it is, so a request must not be changed after it was signed.
    ///
    /// - Parameters:
    ///   - request: A request with every other header already set.
    ///   - credential: Who signs.
    ///   - scope: Where the signature is valid.
    ///   - time: When it is signed; services accept a deviation of about fifteen minutes.
    /// - Returns: The signed request.
    /// - Throws: When the URL cannot be read or the body is a file that cannot be hashed.
    func sign(
        _ request: HTTPRequest,
        with credential: Credential,
        scope: SigningScope,
        at time: UTCTime
    ) throws -> HTTPRequest
}

/// The region and the service that a signature is valid for.
public struct SigningScope: Sendable, Hashable {
    /// The region's name, such as `ap-singapore-1`.
    public var region: String

    /// The service's name, such as `cv`.
    public var service: String

    /// Creates a scope.
    ///
    /// - Parameters:
    ///   - region: The region's name.
    ///   - service: The service's name.
    public init(region: String, service: String) {
        self.region = region
        self.service = service
    }
}
