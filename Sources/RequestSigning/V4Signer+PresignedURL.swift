internal import Addresses
package import InferenceKit

extension V4Signer {
    /// Returns a URL that anyone may use without a header until it expires, as S3 defines it.
    ///
    /// The host is signed, the body is not. See "Authenticating requests: using query parameters" at
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>.
    ///
    /// - Parameters:
    ///   - url: An absolute URL without a query, percent-encoded.
    ///   - method: The method in upper case.
    ///   - lifeSeconds: How long it is valid, counted from `time`; 1 to 604,800, which is a week.
    ///   - credential: The keys to sign with; the link expires with temporary keys, regardless of its own lifetime.
    ///   - scope: Where the signature is valid.
    ///   - time: When it is signed.
    /// - Returns: The URL with the query of the signature.
    /// - Throws: ``SigningError`` with the code `invalid-url`, `invalid-header` or `hashing`.
    package func presignedURL(
        _ url: String,
        method: String = "GET",
        lifeSeconds: Int,
        with credential: Credential,
        scope: SigningScope,
        at time: UTCTime
    ) throws(SigningError) -> String {
        let bytes = url.utf8.span
        let target = try RequestTarget(bytes)
        try checkAuthorizationParts(credential, scope)
        let date = time.iso8601Basic
        let prefix = dialect.queryParameterPrefix
        let credentialScope = credentialScope(scope, date: date)
        var items = [
            ("\(prefix)Algorithm", dialect.algorithm),
            ("\(prefix)Credential", "\(credential.accessKey)/\(credentialScope)"),
            ("\(prefix)Date", date),
            ("\(prefix)Expires", "\(min(max(lifeSeconds, 1), 604_800))"),
            ("\(prefix)SignedHeaders", "host"),
        ]
        if let token = credential.sessionToken { items.append(("\(prefix)Security-Token", token.exposed)) }
        let query = encoded(items).joined(separator: "&")
        let host = bytes.extracting(target.host).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        let signature = try signature(
            method: method,
            path: bytes.extracting(target.path),
            query: query.utf8.span,
            headers: [("host", canonicalHost(host))],
            bodyHash: "UNSIGNED-PAYLOAD",
            secretKey: credential.secretKey,
            scope: scope,
            credentialScope: credentialScope,
            date: date
        )
        return "\(url)?\(query)&\(prefix)Signature=\(signature)"
    }
}

extension V4Signer {
    /// Returns items of a query as `NAME=VALUE`; the names need no encoding.
    private func encoded(_ items: [(name: String, value: String)]) -> [String] {
        items.map { name, value in
            var item = Array("\(name)=".utf8)
            PercentEncoding.encode(value, to: &item)
            return String(decoding: item, as: UTF8.self)
        }
    }
}

/// Encodes a path for a URL in the form that signatures expect; `/` stays as it is.
///
/// - Parameter path: A path that is not encoded.
/// - Returns: ASCII text.
package func percentEncodedPath(_ path: String) -> String {
    var text: [UInt8] = []
    PercentEncoding.encode(path, to: &text, keepsSlash: true)
    return String(decoding: text, as: UTF8.self)
}
