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
        let text = canonicalRequest(
            method: method,
            path: Array(path.utf8)[...],
            query: Array(query.utf8)[...],
            headers: headers,
            signedHeaders: signedHeaders(headers),
            bodyHash: bodyHash
        )
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the same as bytes, for a signer that knows the signed headers' names already.
    func canonicalRequest(
        method: String,
        path: ArraySlice<UInt8>,
        query: ArraySlice<UInt8>,
        headers: [(name: String, value: String)],
        signedHeaders: String,
        bodyHash: String
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(1_024)
        text.append(contentsOf: method.utf8)
        text.append(newline)
        appendCanonicalURI(path, to: &text)
        text.append(newline)
        appendCanonicalQuery(query, to: &text)
        text.append(newline)
        for (index, header) in headers.enumerated() {
            if index > 0 { text.append(newline) }
            text.append(contentsOf: header.name.utf8)
            text.append(UInt8(ascii: ":"))
            text.append(contentsOf: header.value.utf8)
        }
        text.append(newline)
        text.append(newline)
        text.append(contentsOf: signedHeaders.utf8)
        text.append(newline)
        text.append(contentsOf: bodyHash.utf8)
        return text
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
        try stringToSign(canonicalRequest: Array(canonicalRequest.utf8), credentialScope: credentialScope, date: date)
    }

    /// Returns the same for a canonical request as bytes.
    func stringToSign(
        canonicalRequest: [UInt8],
        credentialScope: String,
        date: String
    ) throws(SigningError) -> String {
        let hash = try hashing { () throws(HashingError) in try SHA256.digest(of: canonicalRequest) }
        return joined([dialect.algorithm, "\n", date, "\n", credentialScope, "\n", hash.hex])
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
        let day = date.prefix(8)
        return try keys.key(secretKey: secretKey, scope: scope, day: day) { () throws(SigningError) in
            try hashing { () throws(HashingError) in
                var key = Array((dialect.secretKeyPrefix + secretKey.exposed).utf8)
                for message in [String(day), scope.region, scope.service, dialect.scopeTerminator] {
                    key = try HMACSHA256.code(for: message, key: key).bytes
                }
                return key
            }
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
        joined([String(date.prefix(8)), "/", scope.region, "/", scope.service, "/", dialect.scopeTerminator])
    }
}

// MARK: - Parts of the canonical request

extension V4Signer {
    /// Returns the signed headers' names, `content-type;host;x-date`.
    func signedHeaders(_ headers: [(name: String, value: String)]) -> String {
        var parts: [String] = []
        parts.reserveCapacity(2 * headers.count)
        for header in headers {
            if !parts.isEmpty { parts.append(";") }
            parts.append(header.name)
        }
        return joined(parts)
    }

    /// Joins texts by copying their bytes to one place, which takes a third of the time of appending them to a `String`.
    func joined(_ parts: [String]) -> String {
        String(unsafeUninitializedCapacity: parts.reduce(0) { $0 + $1.utf8.count }) { buffer in
            parts.reduce(0) { end, part in buffer[end...].initialize(fromContentsOf: part.utf8) }
        }
    }

    private var newline: UInt8 { UInt8(ascii: "\n") }

    /// Appends the path in the one form that every way to encode it leads to; empty means `/`.
    private func appendCanonicalURI(_ path: ArraySlice<UInt8>, to text: inout [UInt8]) {
        if path.isEmpty { return text.append(UInt8(ascii: "/")) }
        PercentEncoding.encode(PercentEncoding.decode(path), to: &text, keepsSlash: true)
    }

    /// Appends the items sorted by the bytes of their decoded names, encoded again; those of one name keep their order.
    private func appendCanonicalQuery(_ query: ArraySlice<UInt8>, to text: inout [UInt8]) {
        var items: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
        items.reserveCapacity(4)
        var isSorted = true
        var rest = query
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex
            let item = rest[..<end]
            rest = rest[end...].dropFirst()
            if item.isEmpty { continue }
            let nameEnd = item.firstIndex(of: UInt8(ascii: "=")) ?? end
            let name = PercentEncoding.decode(item[..<nameEnd], plusIsSpace: true)
            if let last = items.last, name.lexicographicallyPrecedes(last.name) { isSorted = false }
            items.append((name, PercentEncoding.decode(item[nameEnd...].dropFirst(), plusIsSpace: true)))
        }
        if !isSorted { items.sort { $0.name.lexicographicallyPrecedes($1.name) } }
        for (index, item) in items.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            PercentEncoding.encode(item.name, to: &text)
            text.append(UInt8(ascii: "="))
            PercentEncoding.encode(item.value, to: &text)
        }
    }

    /// Runs a hash, turning its error into ours.
    func hashing<Value>(_ body: () throws(HashingError) -> Value) throws(SigningError) -> Value {
        do {
            return try body()
        } catch {
            throw SigningError(.hashing, error.description)
        }
    }
}
