internal import Hashing
package import InferenceKit

extension V4Signer {
    /// A query that carries its own signature, with the stages it came from.
    package struct PresignedQuery: Sendable, Hashable {
        /// The whole query for the URL, without `?`: the items given, then those of the signature.
        package var query: String
        /// The canonical form of the request.
        package var canonicalRequest: String
        /// The text that was signed.
        package var stringToSign: String
        /// The signature, 64 lower-case hexadecimal digits.
        package var signature: String
    }

    /// Returns the query of a URL that may be fetched without a header; neither a header nor the body is signed.
    ///
    /// The token of temporary keys is covered by the signature, but not named in `X-SignedQueries`; the vendor's
    /// Python and Go SDKs do so.
    /// See <https://github.com/volcengine/volc-sdk-python/blob/main/volcengine/auth/SignerV4.py>, `sign_url`.
    ///
    /// - Parameters:
    ///   - method: The method in upper case.
    ///   - path: The path as it goes over the wire; empty means `/`.
    ///   - query: The items that the URL already has, percent-encoded, without `?`.
    ///   - credential: Who signs.
    ///   - scope: Where the signature is valid.
    ///   - time: When it is signed.
    /// - Returns: The query and the stages that led to it.
    /// - Throws: ``SigningError`` with the code `invalid-header` or `hashing`.
    package func presignedQuery(
        method: String,
        path: String,
        query: String,
        with credential: Credential,
        scope: SigningScope,
        at time: UTCTime
    ) throws(SigningError) -> PresignedQuery {
        try checkAuthorizationParts(credential, scope)
        let date = time.iso8601Basic
        let prefix = dialect.queryParameterPrefix
        let credentialScope = credentialScope(scope, date: date)
        var items = [
            ("\(prefix)Date", date),
            ("\(prefix)NotSignBody", ""),
            ("\(prefix)Credential", "\(credential.accessKey)/\(credentialScope)"),
            ("\(prefix)Algorithm", dialect.algorithm),
            ("\(prefix)SignedHeaders", ""),
        ]
        let names = queryNames(query) + items.map { Array($0.0.utf8) } + [Array("\(prefix)SignedQueries".utf8)]
        let signedQueries = Set(names).sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: ";".utf8)
        items.append(("\(prefix)SignedQueries", String(decoding: Array(signedQueries), as: UTF8.self)))
        if let token = credential.sessionToken { items.append(("\(prefix)Security-Token", token.exposed)) }

        let unsigned = ((query.isEmpty ? [] : [query]) + encoded(items)).joined(separator: "&")
        let emptyHash = try hashing { () throws(HashingError) in try SHA256.digest(of: "").hex }
        let canonicalRequest = canonicalRequest(
            method: method,
            path: path,
            query: unsigned,
            headers: [],
            bodyHash: emptyHash
        )
        let stringToSign = try stringToSign(
            canonicalRequest: canonicalRequest,
            credentialScope: credentialScope,
            date: date
        )
        let key = try signingKey(secretKey: credential.secretKey, scope: scope, date: date)
        let signature = try signature(stringToSign: stringToSign, signingKey: key)
        return PresignedQuery(
            query: "\(unsigned)&\(prefix)Signature=\(signature)",
            canonicalRequest: canonicalRequest,
            stringToSign: stringToSign,
            signature: signature
        )
    }

    /// Returns items of a query as `NAME=VALUE`; the names need no encoding.
    func encoded(_ items: [(name: String, value: String)]) -> [String] {
        items.map { name, value in
            var item = Array("\(name)=".utf8)
            PercentEncoding.encode(value, to: &item)
            return String(decoding: item, as: UTF8.self)
        }
    }

    private func queryNames(_ query: String) -> [[UInt8]] {
        Array(query.utf8).split(separator: UInt8(ascii: "&")).map { item in
            let encoded = item.prefix { $0 != UInt8(ascii: "=") }
            let bytes = encoded.span
            var name: [UInt8] = []
            var index = 0
            while index < bytes.count {
                name.append(PercentEncoding.decodedByte(of: bytes, at: &index, plusIsSpace: true))
            }
            return name
        }
    }
}
