internal import Hashing
package import InferenceKit

// The stages under the names and in the order of the vendor's page,
// https://docs.byteplus.com/en/docs/byteplus-platform/reference-how-to-calculate-a-signature

extension V4Signer {
    /// Returns the canonical form of a request, the first input of the signature.
    ///
    /// Between the last header and the signed headers stands an empty line, since every header line ends in a newline.
    /// See "Creating a canonical request" at
    /// <https://docs.byteplus.com/en/docs/byteplus-platform/reference-how-to-calculate-a-signature>.
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
        path: String,
        query: String,
        headers: [(name: String, value: String)],
        bodyHash: String
    ) -> String {
        var text: [UInt8] = []
        appendCanonicalRequest(
            method: method,
            path: path.utf8.span,
            query: query.utf8.span,
            headers: headers,
            bodyHash: bodyHash,
            to: &text
        )
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the text that is signed.
    ///
    /// See "Extracting a signature string" at
    /// <https://docs.byteplus.com/en/docs/byteplus-platform/reference-how-to-calculate-a-signature>.
    ///
    /// - Parameters:
    ///   - canonicalRequest: The canonical form of the request.
    ///   - credentialScope: The place and the day that the signature is valid for.
    ///   - date: The time as it stands in the date header, `20260105T122133Z`.
    /// - Returns: Four lines joined by `\n`, without a final newline.
    /// - Throws: ``SigningError`` with the code `hashing`.
    package func stringToSign(
        canonicalRequest: String,
        credentialScope: String,
        date: String
    ) throws(SigningError) -> String {
        let hash = try hashing { () throws(HashingError) in try SHA256.digest(of: canonicalRequest).hex }
        var text: [UInt8] = []
        appendStringToSign(canonicalRequestHash: hash, credentialScope: credentialScope, date: date, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the key of one day, region and service.
    ///
    /// The secret key enters as its literal text: it often looks like base64, and must not be decoded.
    /// See "Calculating the signing key" at
    /// <https://docs.byteplus.com/en/docs/byteplus-platform/reference-how-to-calculate-a-signature>.
    ///
    /// - Parameters:
    ///   - secretKey: The secret half of the credential.
    ///   - scope: Where the key is valid.
    ///   - date: The time as it stands in the date header; its first eight characters, the day, are used.
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
    /// See "Calculating the signature" at
    /// <https://docs.byteplus.com/en/docs/byteplus-platform/reference-how-to-calculate-a-signature>.
    ///
    /// - Parameters:
    ///   - stringToSign: What is signed.
    ///   - signingKey: The key of the day, region and service.
    /// - Returns: 64 lower-case hexadecimal digits.
    /// - Throws: ``SigningError`` with the code `hashing`.
    package func signature(stringToSign: String, signingKey: [UInt8]) throws(SigningError) -> String {
        try hashing { () throws(HashingError) in
            try HMACSHA256.code(for: stringToSign, key: signingKey).hex
        }
    }

    /// Returns the place and the day that a signature is valid for, `20260105/ap-singapore-1/cv/request`.
    ///
    /// - Parameters:
    ///   - scope: The region and the service.
    ///   - date: The time as it stands in the date header; its first eight characters, the day, are used.
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
}

/// Runs a hash, turning its error into ours.
func hashing<Value: ~Copyable>(_ body: () throws(HashingError) -> Value) throws(SigningError) -> Value {
    do {
        return try body()
    } catch {
        throw SigningError(.hashing, error.description)
    }
}
