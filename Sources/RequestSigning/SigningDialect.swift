/// The points in which relatives of Signature Version 4 differ; everything else is common to them.
///
/// A new vendor is a new value, not a new signer.
package struct SigningDialect: Sendable, Hashable {
    /// The algorithm's name, the first line of the string to sign and the first word of `Authorization`.
    package var algorithm: String

    /// What stands before the secret key in the first key of the chain.
    package var secretKeyPrefix: String

    /// The last part of the credential scope and the last message of the chain of keys.
    package var scopeTerminator: String

    /// The header that carries the time of the signature.
    package var dateHeader: String

    /// The header that carries the SHA-256 of the body in hexadecimal digits.
    package var contentHashHeader: String

    /// The header that carries the token of temporary keys.
    package var tokenHeader: String

    /// The headers that are signed when they are present, in lower case.
    package var signedHeaderNames: [String]

    /// Every header whose lower-case name begins so is signed, too.
    package var signedHeaderPrefix: String

    /// Ports left out of the signed `host`, whatever the scheme.
    package var droppedPorts: [String]

    /// What the names of the parameters of a pre-signed query begin with.
    package var queryParameterPrefix: String
}

extension SigningDialect {
    /// BytePlus and Volcengine: Signature Version 4 with names of its own and without a prefix of the secret key.
    ///
    /// See <https://docs.byteplus.com/en/docs/byteplus-platform/reference-how-to-calculate-a-signature>.
    package static let bytePlus = SigningDialect(
        algorithm: "HMAC-SHA256",
        secretKeyPrefix: "",
        scopeTerminator: "request",
        dateHeader: "X-Date",
        contentHashHeader: "X-Content-Sha256",
        tokenHeader: "X-Security-Token",
        signedHeaderNames: ["content-type", "content-md5", "host"],
        signedHeaderPrefix: "x-",
        droppedPorts: [":80", ":443"],
        queryParameterPrefix: "X-"
    )

    /// AWS, and everything that speaks S3: Signature Version 4 as it was first written down.
    ///
    /// See <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>.
    package static let s3 = SigningDialect(
        algorithm: "AWS4-HMAC-SHA256",
        secretKeyPrefix: "AWS4",
        scopeTerminator: "aws4_request",
        dateHeader: "x-amz-date",
        contentHashHeader: "x-amz-content-sha256",
        tokenHeader: "x-amz-security-token",
        signedHeaderNames: ["content-type", "content-md5", "date", "host", "range"],
        signedHeaderPrefix: "x-amz-",
        droppedPorts: [":80", ":443"],
        queryParameterPrefix: "X-Amz-"
    )
}
