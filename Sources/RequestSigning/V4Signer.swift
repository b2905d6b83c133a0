internal import Hashing
package import InferenceKit

/// A header that a signature covers: its name in lower case, and its value without blanks at its ends.
typealias SignedHeader = (name: String, value: String)

/// Signs requests of the Signature Version 4 family; the dialect selects the member.
///
/// A request gets the date, the hash of its body, the token of temporary keys and `Authorization`, as headers.
package struct V4Signer: RequestSigner {
    /// The points in which the family's members differ.
    package let dialect: SigningDialect

    /// The names of the headers that the signer sets, in lower case.
    private let ownHeaders: (date: String, contentHash: String, token: String)

    /// Shared by the copies of this signer.
    let keys = SigningKeyCache()

    /// Creates a signer.
    ///
    /// - Parameter dialect: The points in which the family's members differ.
    package init(_ dialect: SigningDialect) {
        self.dialect = dialect
        ownHeaders = (
            dialect.dateHeader.lowercased(), dialect.contentHashHeader.lowercased(), dialect.tokenHeader.lowercased()
        )
    }

    /// Returns the request with its date, content hash, token and `Authorization` headers set.
    ///
    /// - Parameters:
    ///   - request: A request with every other header already set; `Content-Type`, `Content-MD5` and all `X-` headers
    ///     are signed.
    ///   - credential: Who signs.
    ///   - scope: Where the signature is valid.
    ///   - time: When it is signed.
    /// - Returns: The signed request.
    /// - Throws: ``SigningError`` with the code `invalid-url`, `invalid-header` or `hashing`.
    package func sign(
        _ request: HTTPRequest,
        with credential: Credential,
        scope: SigningScope,
        at time: UTCTime
    ) throws(SigningError) -> HTTPRequest {
        try sign(request, bodyHash: try hash(request.body), with: credential, scope: scope, at: time)
    }

    /// Returns the signed request, for a body whose hash is already known.
    ///
    /// - Parameters:
    ///   - request: A request with every other header already set.
    ///   - bodyHash: The SHA-256 of the body in lower-case hexadecimal digits.
    ///   - credential: Who signs.
    ///   - scope: Where the signature is valid.
    ///   - time: When it is signed.
    /// - Returns: The signed request.
    /// - Throws: ``SigningError`` with the code `invalid-url`, `invalid-header` or `hashing`.
    package func sign(
        _ request: HTTPRequest,
        bodyHash: String,
        with credential: Credential,
        scope: SigningScope,
        at time: UTCTime
    ) throws(SigningError) -> HTTPRequest {
        let url = request.url.utf8.span
        let target = try RequestTarget(url)
        try checkAuthorizationParts(credential, scope)
        let date = time.iso8601Basic

        let host = url.extracting(target.host).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        var (headers, signed) = try headersToSign(request.headers, host: host)
        headers.append(dialect.dateHeader, date)
        signed.append((ownHeaders.date, date))
        headers.append(dialect.contentHashHeader, bodyHash)
        signed.append((ownHeaders.contentHash, bodyHash))
        if let token = credential.sessionToken?.exposed {
            try checkValue(token, of: ownHeaders.token)
            headers.append(dialect.tokenHeader, token)
            signed.append((ownHeaders.token, trimmed(token)))
        }
        signed.sort { $0.name < $1.name }

        let credentialScope = credentialScope(scope, date: date)
        let signature = try signature(
            method: request.method,
            path: url.extracting(target.path),
            query: url.extracting(target.query),
            headers: signed,
            bodyHash: bodyHash,
            secretKey: credential.secretKey,
            scope: scope,
            credentialScope: credentialScope,
            date: date
        )
        var authorization: [UInt8] = []
        authorization.reserveCapacity(256)
        authorization.append(dialect.algorithm)
        authorization.append(" Credential=")
        authorization.append(credential.accessKey)
        authorization.append(UInt8(ascii: "/"))
        authorization.append(credentialScope)
        authorization.append(", SignedHeaders=")
        appendSignedHeaders(signed, to: &authorization)
        authorization.append(", Signature=")
        authorization.append(signature)
        headers.append("Authorization", String(decoding: authorization, as: UTF8.self))
        var request = request
        request.headers = headers
        return request
    }
}

// MARK: - What is signed

extension V4Signer {
    /// Splits the headers of a request: those that stay as they are, and those that are signed together with the host.
    ///
    /// Headers that the signer sets itself are in neither, so that signing again replaces a signature.
    ///
    /// - Returns: The headers that stay, and the lower-case names and trimmed values of those to sign, not sorted.
    /// - Throws: ``SigningError`` with the code `invalid-header` when a value has a line break, or two fields to be
    ///   signed have the same name.
    private func headersToSign(
        _ headers: HTTPHeaders,
        host: String
    ) throws(SigningError) -> (kept: HTTPHeaders, signed: [SignedHeader]) {
        var kept = HTTPHeaders()
        kept.reserveCapacity(headers.fields.count + 4)
        var signed: [SignedHeader] = []
        signed.reserveCapacity(headers.fields.count + 4)
        signed.append(("host", canonicalHost(host)))
        for field in headers.fields where !isReplaced(field) {
            let name = field.name.lowercased()
            try checkValue(field.value, of: name)
            kept.append(field.name, field.value)
            guard isSigned(name) else { continue }
            guard !signed.contains(where: { $0.name == name }) else {
                throw SigningError(
                    .invalidHeader,
                    "the header '\(name)' is present twice; a signature covers one value"
                )
            }
            signed.append((name, trimmed(field.value)))
        }
        return (kept, signed)
    }

    private func isReplaced(_ field: HTTPHeaders.Field) -> Bool {
        field.isNamed("authorization") || field.isNamed("host") || field.isNamed(ownHeaders.date)
            || field.isNamed(ownHeaders.contentHash) || field.isNamed(ownHeaders.token)
    }

    private func checkValue(_ value: String, of name: String) throws(SigningError) {
        guard value.utf8.span.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == UInt8(ascii: "\t") }) else {
            throw SigningError(
                .invalidHeader,
                "the header '\(name)' has a line break or control character in its value"
            )
        }
    }

    private func isSigned(_ name: String) -> Bool {
        name.hasPrefix(dialect.signedHeaderPrefix) || dialect.signedHeaderNames.contains(name)
    }

    /// The host as it is signed, without the ports that the dialect drops.
    func canonicalHost(_ host: String) -> String {
        guard let port = dialect.droppedPorts.first(where: host.hasSuffix) else { return host }
        return String(host.dropLast(port.count))
    }

    /// A value as every server sees it, without blanks at either end; RFC 9110 §5.5.
    func trimmed(_ value: String) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard value.utf8.first.map(isBlank) == true || value.utf8.last.map(isBlank) == true else { return value }
        let start = value.utf8.firstIndex { !isBlank($0) } ?? value.endIndex
        let end = value.utf8.lastIndex { !isBlank($0) }.map(value.utf8.index(after:)) ?? start
        return String(value[start..<end])
    }

    private func hash(_ body: HTTPRequest.Body) throws(SigningError) -> String {
        try hashing { () throws(HashingError) in
            switch body {
            case .bytes(let bytes): try SHA256.digest(of: bytes).hex
            case .file(let path): try SHA256.digest(ofFileAt: path).hex
            }
        }
    }

    /// Refuses what would break `Authorization`, such as the newline at the end of a key read from a file.
    func checkAuthorizationParts(_ credential: Credential, _ scope: SigningScope) throws(SigningError) {
        try checkAuthorizationPart(credential.accessKey, "access key")
        try checkAuthorizationPart(scope.region, "region")
        try checkAuthorizationPart(scope.service, "service")
    }

    private func checkAuthorizationPart(_ value: String, _ name: String) throws(SigningError) {
        let isClean = value.utf8.span.allSatisfy {
            (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",")
        }
        guard isClean else {
            throw SigningError(.invalidHeader, "the \(name) has a blank, a line break, '/' or ','; remove it")
        }
    }
}
