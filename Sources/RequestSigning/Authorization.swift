internal import InferenceKit

/// The parts of an `Authorization` header as a server receives it.
struct Authorization {
    /// The access key that the request names.
    var accessKey: String
    /// The day of the scope, eight digits.
    var day: String
    /// The region and the service of the scope.
    var scope: SigningScope
    /// The names of the signed headers in the order written.
    var signedHeaders: [String]
    /// The signature as it was sent.
    var signature: String

    /// Reads `HMAC-SHA256 Credential=AK/DAY/REGION/SERVICE/request, SignedHeaders=a;b, Signature=HEX`.
    ///
    /// - Parameters:
    ///   - value: The header's value; a blank after each comma is optional.
    ///   - dialect: The algorithm and the last part of the scope that are expected.
    /// - Throws: ``SigningError`` with the code `malformed-authorization`.
    init(_ value: String, dialect: SigningDialect) throws(SigningError) {
        let words = value.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0] == dialect.algorithm else {
            throw .malformed("does not begin with '\(dialect.algorithm) '")
        }
        var parts: [Substring: Substring] = [:]
        for part in words[1].split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, parts.updateValue(pair[1], forKey: pair[0]) == nil else {
                throw .malformed("has a part that is not NAME=VALUE, or one of them twice")
            }
        }
        guard let credential = parts["Credential"], let names = parts["SignedHeaders"],
            let signature = parts["Signature"], parts.count == 3
        else { throw .malformed("must have Credential, SignedHeaders and Signature, and nothing else") }

        let scope = credential.split(separator: "/", omittingEmptySubsequences: false)
        guard scope.count == 5, scope[4] == dialect.scopeTerminator else {
            throw .malformed("has a Credential that is not KEY/DAY/REGION/SERVICE/\(dialect.scopeTerminator)")
        }
        accessKey = String(scope[0])
        day = String(scope[1])
        self.scope = SigningScope(region: String(scope[2]), service: String(scope[3]))
        signedHeaders = names.split(separator: ";").map(String.init)
        self.signature = String(signature)
    }
}

extension SigningError {
    fileprivate static func malformed(_ problem: String) -> SigningError {
        SigningError(.malformedAuthorization, "the Authorization header \(problem)")
    }
}
