internal import InferenceKit
internal import Synchronization

/// The signing key used last, since one serves a whole day and takes four of a signature's five HMACs.
final class SigningKeyCache: Sendable {
    private struct Entry {
        var secretKey: Secret
        var credentialScope: String
        var key: [UInt8]
    }

    private let last = Mutex<Entry?>(nil)

    /// Returns a key, and calculates it unless it is the one used last.
    ///
    /// - Parameters:
    ///   - secretKey: The secret half of the credential.
    ///   - credentialScope: The place and the day that the key is valid for.
    ///   - makeKey: Calculates the key.
    /// - Returns: The key.
    /// - Throws: What `makeKey` throws.
    func key(
        secretKey: Secret,
        credentialScope: String,
        makeKey: () throws(SigningError) -> [UInt8]
    ) throws(SigningError) -> [UInt8] {
        let known = last.withLock { last in
            last.flatMap { $0.credentialScope == credentialScope && $0.secretKey == secretKey ? $0.key : nil }
        }
        if let known { return known }
        let key = try makeKey()
        last.withLock { $0 = Entry(secretKey: secretKey, credentialScope: credentialScope, key: key) }
        return key
    }
}
