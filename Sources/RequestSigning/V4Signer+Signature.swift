internal import Hashing
internal import InferenceKit

// What every signature takes: the stages one after the other, as bytes in one buffer.

extension V4Signer {
    /// Returns the signature of a request.
    ///
    /// - Parameters:
    ///   - method: The method in upper case.
    ///   - path: The path as it goes over the wire; empty means `/`.
    ///   - query: The query as it goes over the wire, without `?`.
    ///   - headers: The headers to sign: lower-case names, sorted, each with its value.
    ///   - bodyHash: The SHA-256 of the body in lower-case hexadecimal digits.
    ///   - secretKey: The secret half of the credential.
    ///   - scope: Where the signature is valid.
    ///   - credentialScope: The same with the day, as it is written.
    ///   - date: The time as it stands in the date header.
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
        var text: [UInt8] = []
        text.reserveCapacity(512)
        appendCanonicalRequest(
            method: method,
            path: path,
            query: query,
            headers: headers,
            bodyHash: bodyHash,
            to: &text
        )
        let hash = try hashing { () throws(HashingError) in try SHA256.digest(of: text).hex }
        text.removeAll(keepingCapacity: true)
        appendStringToSign(canonicalRequestHash: hash, credentialScope: credentialScope, date: date, to: &text)
        let key = try keys.key(secretKey: secretKey, credentialScope: credentialScope) { () throws(SigningError) in
            try signingKey(secretKey: secretKey, scope: scope, date: date)
        }
        return try hashing { () throws(HashingError) in try HMACSHA256.code(for: text.span, key: key).hex }
    }

    func appendCanonicalRequest(
        method: String,
        path: Span<UInt8>,
        query: Span<UInt8>,
        headers: [SignedHeader],
        bodyHash: String,
        to text: inout [UInt8]
    ) {
        text.append(method)
        text.append(newline)
        appendCanonicalURI(path, to: &text)
        text.append(newline)
        appendCanonicalQuery(query, to: &text)
        text.append(newline)
        for (index, header) in headers.enumerated() {
            if index > 0 { text.append(newline) }
            text.append(header.name)
            text.append(UInt8(ascii: ":"))
            text.append(header.value)
        }
        text.append(newline)
        text.append(newline)
        appendSignedHeaders(headers, to: &text)
        text.append(newline)
        text.append(bodyHash)
    }

    func appendStringToSign(
        canonicalRequestHash: String,
        credentialScope: String,
        date: String,
        to text: inout [UInt8]
    ) {
        text.append(dialect.algorithm)
        text.append(newline)
        text.append(date)
        text.append(newline)
        text.append(credentialScope)
        text.append(newline)
        text.append(canonicalRequestHash)
    }

    func appendSignedHeaders(_ headers: [SignedHeader], to text: inout [UInt8]) {
        for (index, header) in headers.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ";")) }
            text.append(header.name)
        }
    }
}

// MARK: - Parts of the canonical request

/// Where an item is in the query that it is part of.
private struct QueryItem {
    var name: Range<Int>
    var value: Range<Int>
}

extension V4Signer {
    private var newline: UInt8 { UInt8(ascii: "\n") }

    /// Appends the path in the one form that every way to encode it leads to; empty means `/`.
    private func appendCanonicalURI(_ path: Span<UInt8>, to text: inout [UInt8]) {
        if path.isEmpty { return text.append(UInt8(ascii: "/")) }
        PercentEncoding.recode(path, to: &text, keepsSlash: true)
    }

    /// Appends the items sorted by the bytes of their decoded names, encoded again; those of one name keep their order.
    private func appendCanonicalQuery(_ query: Span<UInt8>, to text: inout [UInt8]) {
        var items: [QueryItem] = []
        items.reserveCapacity(4)
        var start = 0
        while start < query.count {
            let end = query.firstIndex(of: UInt8(ascii: "&"), in: start..<query.count)
            let nameEnd = query.firstIndex(of: UInt8(ascii: "="), in: start..<end)
            if start < end { items.append(QueryItem(name: start..<nameEnd, value: min(nameEnd + 1, end)..<end)) }
            start = end + 1
        }
        items.sort { PercentEncoding.decodedPrecedes(query.extracting($0.name), query.extracting($1.name)) }
        for (index, item) in items.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            PercentEncoding.recode(query.extracting(item.name), to: &text, plusIsSpace: true)
            text.append(UInt8(ascii: "="))
            PercentEncoding.recode(query.extracting(item.value), to: &text, plusIsSpace: true)
        }
    }
}
