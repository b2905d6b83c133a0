package import InferenceKit

extension SigningDialect {
    /// AWS, and every service that speaks S3: Signature Version 4 in its original form.
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
        queryParameterPrefix: "X-Amz-"
    )
}
