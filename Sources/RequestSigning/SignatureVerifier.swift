internal import Hashing
package import InferenceKit

/// Checks signatures as a service does, and distinguishes the ways in which they fail.
///
/// The headers that the request itself names in `SignedHeaders` are the ones verified; the body always is.
package struct SignatureVerifier: Sendable {
    /// A request as it came over the wire.
    package struct ReceivedRequest: Sendable {
        /// The method in upper case.
        package var method: String
        /// The path as it came, still percent-encoded.
        package var path: String
        /// The query as it came, still percent-encoded, without `?`; empty when there was none.
        package var query: String
        /// All headers, `Host` included.
        package var headers: HTTPHeaders
        /// The whole body.
        package var body: [UInt8]

        /// Collects the parts of a request.
        ///
        /// - Parameters:
        ///   - method: The method in upper case.
        ///   - path: The path as it came, still percent-encoded.
        ///   - query: The query as it came, without `?`.
        ///   - headers: All headers, `Host` included.
        ///   - body: The whole body.
        package init(method: String, path: String, query: String, headers: HTTPHeaders, body: [UInt8]) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.body = body
        }
    }

    private let signer: V4Signer
    private let scope: SigningScope?
    private let maximumClockSkew: Duration

    /// Creates a verifier.
    ///
    /// - Parameters:
    ///   - dialect: Whose signatures these are.
    ///   - scope: The only region and service accepted; `nil` accepts whatever the request names.
    ///   - maximumClockSkew: How far the request's time may be from now, in either direction; the vendor's default is 900 s.
    package init(
        _ dialect: SigningDialect,
        scope: SigningScope? = nil,
        maximumClockSkew: Duration = .seconds(900)
    ) {
        self.signer = V4Signer(dialect)
        self.scope = scope
        self.maximumClockSkew = maximumClockSkew
    }

    /// Checks the signature of a request.
    ///
    /// - Parameters:
    ///   - request: The request as it came.
    ///   - now: The time of the service.
    ///   - credential: Returns the credential of an access key, `nil` for an unknown one.
    /// - Returns: The credential in whose name the request was signed.
    /// - Throws: ``SigningError``, in this order of checks, with the code `missing-authorization`,
    ///   `malformed-authorization`, `unknown-access-key`, `invalid-token`, `invalid-date`, `expired`,
    ///   `scope-mismatch`, `body-hash-mismatch` or `signature-mismatch`; or `hashing`.
    @discardableResult
    package func verify(
        _ request: ReceivedRequest,
        at now: UTCTime,
        credential: (_ accessKey: String) -> Credential?
    ) throws(SigningError) -> Credential {
        guard let value = request.headers["Authorization"] else {
            throw SigningError(.missingAuthorization, "the request has no Authorization header")
        }
        let authorization = try Authorization(value, dialect: signer.dialect)
        guard let credential = credential(authorization.accessKey) else {
            throw SigningError(.unknownAccessKey, "the access key '\(authorization.accessKey)' is unknown")
        }
        try checkToken(request, of: credential)
        let date = try checkDate(request, day: authorization.day, now: now)
        if let scope, authorization.scope != scope {
            throw SigningError(
                .scopeMismatch,
                "the signature is for '\(authorization.scope.region)/\(authorization.scope.service)', "
                    + "this is '\(scope.region)/\(scope.service)'"
            )
        }
        let bodyHash = try checkBody(request)
        try checkSignature(request, authorization, bodyHash: bodyHash, date: date, credential: credential)
        return credential
    }
}

// MARK: - The checks

extension SignatureVerifier {
    private func checkToken(_ request: ReceivedRequest, of credential: Credential) throws(SigningError) {
        guard let token = credential.sessionToken else { return }
        let name = signer.dialect.tokenHeader
        guard let sent = request.headers[name], equalInConstantTime(sent, token.exposed) else {
            throw SigningError(.invalidToken, "the header '\(name)' is not the token of these temporary keys")
        }
    }

    private func checkDate(
        _ request: ReceivedRequest,
        day: String,
        now: UTCTime
    ) throws(SigningError) -> String {
        let name = signer.dialect.dateHeader
        guard let date = request.headers[name], let time = UTCTime(iso8601Basic: date) else {
            throw SigningError(.invalidDate, "the header '\(name)' is not a time such as 20260105T122133Z")
        }
        guard date.prefix(8) == day else {
            throw SigningError(.invalidDate, "the header '\(name)' is not of the day in the credential scope")
        }
        let (earlier, later) = (min(time, now), max(time, now))
        guard later <= earlier + maximumClockSkew else {
            throw SigningError(
                .expired,
                "the request was signed at \(time.iso8601), more than \(maximumClockSkew) from now, \(now.iso8601)"
            )
        }
        return date
    }

    /// Compares the body with its declared hash, when one is declared.
    private func checkBody(_ request: ReceivedRequest) throws(SigningError) -> String {
        let hash = try hashing { () throws(HashingError) in try SHA256.digest(of: request.body).hex }
        let name = signer.dialect.contentHashHeader
        if let declared = request.headers[name], !equalInConstantTime(declared, hash) {
            throw SigningError(.bodyHashMismatch, "the body received is not the one that '\(name)' declares")
        }
        return hash
    }

    private func checkSignature(
        _ request: ReceivedRequest,
        _ authorization: Authorization,
        bodyHash: String,
        date: String,
        credential: Credential
    ) throws(SigningError) {
        let mismatch = SigningError(.signatureMismatch, "the signature is not the one calculated from the request")
        var headers: [(name: String, value: String)] = []
        for name in authorization.signedHeaders {
            guard let value = request.headers[name] else { throw mismatch }
            let clean = signer.trimmed(value)
            headers.append((name, name == "host" ? signer.canonicalHost(clean) : clean))
        }
        let signature = try signer.signature(
            method: request.method,
            path: request.path.utf8.span,
            query: request.query.utf8.span,
            headers: headers,
            bodyHash: bodyHash,
            secretKey: credential.secretKey,
            scope: authorization.scope,
            credentialScope: signer.credentialScope(authorization.scope, date: date),
            date: date
        )
        guard equalInConstantTime(signature, authorization.signature) else { throw mismatch }
    }
}
