internal import Hashing
internal import InferenceKit
internal import Synchronization

/// The signing key used last, since one serves a whole day and takes four of a signature's five HMACs.
final class SigningKeyCache: Sendable {
    private struct Entry: ~Copyable, Sendable {
        var secretKey: Secret
        var credentialScope: String
        var hash: HMACSHA256

        mutating func code(for text: [UInt8]) throws(SigningError) -> Digest {
            try hashing { () throws(HashingError) in try hash.code(for: text.span) }
        }
    }

    private let last = Mutex<Entry?>(nil)

    /// Returns the authentication code of a text under the key used last.
    ///
    /// - Parameters:
    ///   - text: What is signed.
    ///   - secretKey: The secret half of the credential.
    ///   - credentialScope: The place and the day that the key is valid for.
    /// - Returns: The code; `nil` when the key used last is another one.
    /// - Throws: ``SigningError`` with the code `hashing`.
    func code(
        for text: [UInt8],
        secretKey: Secret,
        credentialScope: String
    ) throws(SigningError) -> Digest? {
        try last.withLock { last throws(SigningError) in
            guard var entry = last.take() else { return nil }
            let isSame = entry.credentialScope == credentialScope && entry.secretKey == secretKey
            let code = isSame ? try entry.code(for: text) : nil
            last = consume entry
            return code
        }
    }

    /// Returns the authentication code of a text under a new key, which is then the one used last.
    ///
    /// - Parameters:
    ///   - text: What is signed.
    ///   - key: The key.
    ///   - secretKey: The secret half of the credential that it is made of.
    ///   - credentialScope: The place and the day that it is valid for.
    /// - Returns: The code.
    /// - Throws: ``SigningError`` with the code `hashing`.
    func code(
        for text: [UInt8],
        key: [UInt8],
        secretKey: Secret,
        credentialScope: String
    ) throws(SigningError) -> Digest {
        try last.withLock { last throws(SigningError) in
            let hash = try hashing { () throws(HashingError) in try HMACSHA256(key: key) }
            var entry = Entry(secretKey: secretKey, credentialScope: credentialScope, hash: hash)
            let code = try entry.code(for: text)
            last = consume entry
            return code
        }
    }
}
