internal import CCrypto

/// The 32 bytes that SHA-256 or an HMAC with it gives.
package struct Digest: Sendable, Equatable {
    private let storage: InlineArray<32, UInt8>

    /// Takes the bytes that a function of libcrypto writes.
    ///
    /// - Parameters:
    ///   - function: The function's name, for the error.
    ///   - write: Calls it with the place of 32 bytes; 1 when it worked.
    /// - Throws: ``HashingError`` with the code `cryptography`.
    init(of function: String, _ write: (UnsafeMutablePointer<UInt8>?) -> Int32) throws(HashingError) {
        var storage = InlineArray<32, UInt8>(repeating: 0)
        var span = storage.mutableSpan
        let status = span.withUnsafeMutableBufferPointer { write($0.baseAddress) }
        guard status == 1 else { throw .cryptography(function) }
        self.storage = storage
    }

    /// Compares the bytes.
    package static func == (a: Digest, b: Digest) -> Bool {
        a.storage.indices.allSatisfy { a.storage[$0] == b.storage[$0] }
    }

    /// The bytes, always 32.
    package var bytes: [UInt8] { storage.indices.map { storage[$0] } }

    /// The digest as 64 lower-case hexadecimal digits.
    package var hex: String {
        String(unsafeUninitializedCapacity: 64) { text in
            let bytes = storage.span
            for index in bytes.indices {
                text[2 * index] = hexDigit(bytes[index] >> 4)
                text[2 * index + 1] = hexDigit(bytes[index] & 15)
            }
            return 64
        }
    }
}

/// Compares two texts in a time that depends on their lengths only, so that a wrong signature cannot be improved
/// byte by byte.
///
/// - Parameters:
///   - a: One text.
///   - b: The other.
/// - Returns: Whether both have the same bytes.
package func equalInConstantTime(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    return a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value &+ (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
}
