internal import CCrypto

/// The keyed hash HMAC with SHA-256; RFC 2104 and FIPS 198-1.
package enum HMACSHA256 {
    /// Returns the authentication code of a text under a key.
    ///
    /// - Parameters:
    ///   - text: The message; its UTF-8 form is authenticated.
    ///   - key: Any number of bytes, none included.
    /// - Returns: The 32 bytes of the code.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package static func code(for text: String, key: [UInt8]) throws(HashingError) -> Digest {
        try code(for: text.utf8.span, key: key.span)
    }

    /// Returns the authentication code of a message under a key.
    ///
    /// - Parameters:
    ///   - message: Any number of bytes.
    ///   - key: Any number of bytes, none included.
    /// - Returns: The 32 bytes of the code.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    package static func code(for message: Span<UInt8>, key: Span<UInt8>) throws(HashingError) -> Digest {
        let context = try ContextPool.hmac.take()
        defer { ContextPool.hmac.giveBack(context) }

        let hasKey = key.withUnsafeBufferPointer { buffer in
            // A null pointer would mean "the key of the time before".
            withUnsafePointer(to: UInt8(0)) {
                EVP_MAC_init(context.pointer, buffer.baseAddress ?? $0, buffer.count, nil)
            }
        }
        guard hasKey == 1 else { throw .cryptography("EVP_MAC_init") }

        let hasMessage = message.withUnsafeBufferPointer { buffer in
            EVP_MAC_update(context.pointer, buffer.baseAddress, buffer.count)
        }
        guard hasMessage == 1 else { throw .cryptography("EVP_MAC_update") }

        var status: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Digest.byteCount) { buffer, count in
            status = EVP_MAC_final(context.pointer, buffer.baseAddress, nil, buffer.count)
            count = status == 1 ? Digest.byteCount : 0
        }
        guard status == 1 else { throw .cryptography("EVP_MAC_final") }
        return Digest(bytes: bytes)
    }
}
