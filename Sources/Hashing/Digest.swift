internal import CCrypto

/// The 32 bytes that SHA-256 or an HMAC with it gives.
package struct Digest: Sendable, Hashable {
    /// The number of bytes of every digest.
    package static let byteCount = 32

    /// The bytes, always 32.
    package let bytes: [UInt8]

    /// Takes the bytes that libcrypto wrote.
    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The digest as 64 lower-case hexadecimal digits.
    package var hex: String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = hexDigit(byte >> 4)
                text[2 * index + 1] = hexDigit(byte & 15)
            }
            return 2 * bytes.count
        }
    }
}

/// Compares two texts in a time that depends on their lengths only, so that a wrong signature cannot be improved
/// byte by byte.
///
/// - Parameters:
///   - a: One text.
///   - b: The other.
/// - Returns: Whether both hold the same bytes.
package func equalInConstantTime(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    return a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
