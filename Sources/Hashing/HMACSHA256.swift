internal import CCrypto

/// The keyed hash HMAC with SHA-256; RFC 2104 and FIPS 198-1.
package enum HMACSHA256 {
    /// Returns the authentication code of a message under a key.
    ///
    /// - Parameters:
    ///   - message: Any number of bytes.
    ///   - key: Any number of bytes, none included.
    /// - Returns: The 32 bytes of the code.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package static func code(for message: Span<UInt8>, key: [UInt8]) throws(HashingError) -> Digest {
        let context = try ContextPool.hmac.take()
        defer { ContextPool.hmac.giveBack(context) }
        // The key is given each time: before 3.0.3, OpenSSL did not start again without one, and the second code was wrong. A null
        // pointer would mean "the key of the time before", and none is null: an empty array has an address, too.
        guard EVP_MAC_init(context.pointer, key, key.count, nil) == 1 else { throw .cryptography("EVP_MAC_init") }
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
        try code(for: text.utf8.span, key: key)
    }
}
