package import InferenceKit

extension SigningDialect {
    /// BytePlus and Volcengine: Signature Version 4 with their own names and without a prefix of the secret key.
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
        queryParameterPrefix: "X-"
    )
}
