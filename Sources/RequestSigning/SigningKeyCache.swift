internal import InferenceKit
internal import Synchronization

/// The signing key used last, since one serves a whole day and takes four of a signature's five HMACs.
final class SigningKeyCache: Sendable {
    private struct Entry: Sendable {
        var secretKey: Secret
        var scope: SigningScope
        var day: Substring
        var key: [UInt8]
    }

    private let last = Mutex<Entry?>(nil)

    /// Returns the key, made anew unless it is the one used last.
    ///
    /// - Parameters:
    ///   - secretKey: The secret half of the credential.
    ///   - scope: Where the key is valid.
    ///   - day: Eight digits.
    ///   - make: Calculates the key.
    /// - Returns: 32 bytes.
    /// - Throws: What `make` throws.
    func key(
        secretKey: Secret,
        scope: SigningScope,
        day: Substring,
        make: () throws(SigningError) -> [UInt8]
    ) throws(SigningError) -> [UInt8] {
        let known = last.withLock { $0 }
        if let known, known.day == day, known.scope == scope, known.secretKey == secretKey { return known.key }
        let key = try make()
        last.withLock { $0 = Entry(secretKey: secretKey, scope: scope, day: day, key: key) }
        return key
    }
}
