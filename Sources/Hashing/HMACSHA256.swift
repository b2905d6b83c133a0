internal import CCrypto

/// The keyed hash HMAC with SHA-256, for any number of messages under one key; RFC 2104 and FIPS 198-1.
package struct HMACSHA256: ~Copyable, Sendable {
    private let context: ContextPool.Context

    /// Takes in a key, which costs as much as a short message.
    ///
    /// - Parameter key: Any number of bytes, none included.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package init(key: [UInt8]) throws(HashingError) {
        let context = try ContextPool.hmac.take()
        // A null pointer would mean "the key of the time before", and none is null: an empty array has an address, too.
        guard EVP_MAC_init(context.pointer, key, key.count, nil) == 1 else {
            ContextPool.hmac.giveBack(context)
            throw .cryptography("EVP_MAC_init")
        }
        self.context = context
    }

    deinit {
        ContextPool.hmac.giveBack(context)
    }

    /// Returns the authentication code of a message.
    ///
    /// - Parameter message: Any number of bytes.
    /// - Returns: The 32 bytes of the code.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package mutating func code(for message: Span<UInt8>) throws(HashingError) -> Digest {
        guard EVP_MAC_init(context.pointer, nil, 0, nil) == 1 else { throw .cryptography("EVP_MAC_init") }
        let status = message.withUnsafeBufferPointer { buffer in
            EVP_MAC_update(context.pointer, buffer.baseAddress, buffer.count)
        }
        guard status == 1 else { throw .cryptography("EVP_MAC_update") }
        return try Digest(of: "EVP_MAC_final") { EVP_MAC_final(context.pointer, $0, nil, 32) }
    }

    /// Returns the authentication code of a text under a key.
    ///
    /// - Parameters:
    ///   - text: The message; its UTF-8 form is authenticated.
    ///   - key: Any number of bytes, none included.
    /// - Returns: The 32 bytes of the code.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package static func code(for text: String, key: [UInt8]) throws(HashingError) -> Digest {
        var hash = try HMACSHA256(key: key)
        return try hash.code(for: text.utf8.span)
    }
}
