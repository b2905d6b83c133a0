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

    /// Returns the authentication code of a text under a signing key, which is made anew unless it is the one used last.
    ///
    /// - Parameters:
    ///   - text: What is signed.
    ///   - secretKey: The secret half of the credential.
    ///   - credentialScope: The place and the day that the key is valid for.
    ///   - makeKey: Calculates the key.
    /// - Returns: The code.
    /// - Throws: ``SigningError`` with the code `hashing`, and what `makeKey` throws.
    func code(
        for text: [UInt8],
        secretKey: Secret,
        credentialScope: String,
        makeKey: () throws(SigningError) -> [UInt8]
    ) throws(SigningError) -> Digest {
        try last.withLock { last throws(SigningError) in
            var entry: Entry
            if let known = last.take(), known.credentialScope == credentialScope, known.secretKey == secretKey {
                entry = known
            } else {
                let key = try makeKey()
                let hash = try hashing { () throws(HashingError) in try HMACSHA256(key: key) }
                entry = Entry(secretKey: secretKey, credentialScope: credentialScope, hash: hash)
            }
            let code = try entry.code(for: text)
            last = consume entry
            return code
        }
    }
}
