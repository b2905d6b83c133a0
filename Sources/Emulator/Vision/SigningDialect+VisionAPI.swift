package import InferenceKit

extension SigningDialect {
    /// The signatures of the Vision API, as the vendor's SDK makes them; on purpose not the table that the models use.
    package static let visionAPI = SigningDialect(
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
