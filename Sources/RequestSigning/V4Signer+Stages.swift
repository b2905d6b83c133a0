internal import Addresses
internal import Hashing
package import InferenceKit

// The stages of every signature, under the names and in the order of the specification. Each returns bytes, since the next one hashes them.
// https://docs.byteplus.com/en/docs/byteplus-platform/reference-how-to-calculate-a-signature
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html

extension V4Signer {
    /// Returns the signature of a request: all stages in order.
    ///
    /// - Parameters:
    ///   - method: The method in upper case.
    ///   - path: The path as it goes over the wire; empty means `/`.
    ///   - query: The query as it goes over the wire, without `?`.
    ///   - headers: The headers to sign: lower-case names, sorted, each with its value.
    ///   - bodyHash: The SHA-256 of the body in lower-case hexadecimal digits.
    ///   - secretKey: The secret half of the credential.
    ///   - scope: Where the signature is valid.
    ///   - credentialScope: The same with the day, as ``credentialScope(_:date:)`` writes it.
    ///   - date: The time in the form of the date header.
    /// - Returns: 64 lower-case hexadecimal digits.
    /// - Throws: ``SigningError`` with the code `hashing`.
    func signature(
        method: String,
        path: Span<UInt8>,
        query: Span<UInt8>,
        headers: [SignedHeader],
        bodyHash: String,
        secretKey: Secret,
        scope: SigningScope,
        credentialScope: String,
        date: String
    ) throws(SigningError) -> String {
        let canonicalRequest = canonicalRequest(
            method: method,
            path: path,
            query: query,
            headers: headers,
            bodyHash: bodyHash
        )
        let stringToSign = try stringToSign(
            canonicalRequest: canonicalRequest,
            credentialScope: credentialScope,
            date: date
        )
        let key = try keys.key(secretKey: secretKey, credentialScope: credentialScope) { () throws(SigningError) in
            try signingKey(secretKey: secretKey, scope: scope, date: date)
        }
        return try signature(of: stringToSign, with: key)
    }

    /// Returns the canonical form of a request, the first input of the signature.
    ///
    /// There is an empty line between the last header and the names of the signed headers, since every header line ends in a newline.
    ///
    /// - Parameters:
    ///   - method: The method in upper case.
    ///   - path: The path as it goes over the wire; empty means `/`.
    ///   - query: The query as it goes over the wire, without `?`; a blank may be `+` or `%20`.
    ///   - headers: The headers to sign: lower-case names, sorted, each with its value.
    ///   - bodyHash: The SHA-256 of the body in lower-case hexadecimal digits.
    /// - Returns: Lines joined by `\n`, without a final newline.
    package func canonicalRequest(
        method: String,
        path: Span<UInt8>,
        query: Span<UInt8>,
        headers: [(name: String, value: String)],
        bodyHash: String
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(512)
        text.append(method)
        text.append(newline)
        if path.isEmpty {
            text.append(UInt8(ascii: "/"))
        } else {
            // Every way to encode a path gives the same text.
            PercentEncoding.recode(path, to: &text, keepsSlash: true)
        }
        text.append(newline)
        CanonicalQuery.append(query, to: &text)
        text.append(newline)
        for header in headers {
            text.append(header.name)
            text.append(UInt8(ascii: ":"))
            text.append(header.value)
            text.append(newline)
        }
        text.append(newline)
        appendSignedHeaders(headers, to: &text)
        text.append(newline)
        text.append(bodyHash)
        return text
    }

    /// Appends the names of the signed headers, `host;x-date`.
    func appendSignedHeaders(_ headers: [SignedHeader], to text: inout [UInt8]) {
        for (index, header) in headers.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ";")) }
            text.append(header.name)
        }
    }

    /// Returns the place and the day that a signature is valid for, `20260105/ap-singapore-1/cv/request`.
    ///
    /// - Parameters:
    ///   - scope: The region and the service.
    ///   - date: The time in the form of the date header; its first eight characters, the day, are used.
    /// - Returns: Day, region, service and the dialect's last word, joined by `/`.
    package func credentialScope(_ scope: SigningScope, date: String) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        text.append(contentsOf: date.utf8.prefix(8))
        text.append(UInt8(ascii: "/"))
        text.append(scope.region)
        text.append(UInt8(ascii: "/"))
        text.append(scope.service)
        text.append(UInt8(ascii: "/"))
        text.append(dialect.scopeTerminator)
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the text that is signed.
    ///
    /// - Parameters:
    ///   - canonicalRequest: The canonical form of the request.
    ///   - credentialScope: The place and the day that the signature is valid for.
    ///   - date: The time in the form of the date header, `20260105T122133Z`.
    /// - Returns: Four lines joined by `\n`, without a final newline.
    /// - Throws: ``SigningError`` with the code `hashing`.
    package func stringToSign(
        canonicalRequest: [UInt8],
        credentialScope: String,
        date: String
    ) throws(SigningError) -> [UInt8] {
        let hash = try hashing { () throws(HashingError) in try SHA256.digest(of: canonicalRequest).hex }
        var text: [UInt8] = []
        text.reserveCapacity(160)
        text.append(dialect.algorithm)
        text.append(newline)
        text.append(date)
        text.append(newline)
        text.append(credentialScope)
        text.append(newline)
        text.append(hash)
        return text
    }

    /// Returns the key of one day, region and service.
    ///
    /// The secret key is used as its literal text: it often looks like base64, and must not be decoded.
    ///
    /// - Parameters:
    ///   - secretKey: The secret half of the credential.
    ///   - scope: Where the key is valid.
    ///   - date: The time in the form of the date header; its first eight characters, the day, are used.
    /// - Returns: 32 bytes.
    /// - Throws: ``SigningError`` with the code `hashing`.
    package func signingKey(
        secretKey: Secret,
        scope: SigningScope,
        date: String
    ) throws(SigningError) -> [UInt8] {
        try hashing { () throws(HashingError) in
            var key = Array((dialect.secretKeyPrefix + secretKey.exposed).utf8)
            for message in [String(date.prefix(8)), scope.region, scope.service, dialect.scopeTerminator] {
                key = try HMACSHA256.code(for: message, key: key).bytes
            }
            return key
        }
    }

    /// Returns the signature of a text under a signing key.
    ///
    /// - Parameters:
    ///   - stringToSign: The text.
    ///   - signingKey: The key of the day, region and service.
    /// - Returns: 64 lower-case hexadecimal digits.
    /// - Throws: ``SigningError`` with the code `hashing`.
    package func signature(of stringToSign: [UInt8], with signingKey: [UInt8]) throws(SigningError) -> String {
        try hashing { () throws(HashingError) in
            try HMACSHA256.code(for: stringToSign.span, key: signingKey).hex
        }
    }

    private var newline: UInt8 { UInt8(ascii: "\n") }
}

/// Runs a hash, turning its error into ours.
func hashing<Value: ~Copyable>(_ body: () throws(HashingError) -> Value) throws(SigningError) -> Value {
    do {
        return try body()
    } catch {
        throw SigningError(.hashing, error.description)
    }
}
