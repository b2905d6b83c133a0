/// Finds the values of secrets in text.
struct SecretSearch: Sendable {
    /// The patterns to find, longest first, so that a shorter one at the beginning of a longer one leaves nothing behind.
    private let patterns: [[UInt8]]
    /// For each byte, whether a pattern begins with it.
    private let begins: [Bool]

    /// Prepares a search.
    ///
    /// - Parameter secrets: The values, none of them empty.
    init(_ secrets: [String]) {
        let patterns = secrets.flatMap { secret in
            let bytes = Array(secret.utf8)
            let encoded = (0..<3).flatMap { shift in
                [Self.base64, Self.base64URL].map { Self.encoded(bytes, shift: shift, $0) }
            }
            return [bytes] + encoded
        }
        self.patterns = patterns.sorted { $0.count > $1.count }
        var begins = Array(repeating: false, count: 256)
        for pattern in patterns { begins[Int(pattern[0])] = true }
        self.begins = begins
    }

    /// Finds all secrets.
    ///
    /// - Parameters:
    ///   - text: A decoded text.
    ///   - cuts: The places found are added here.
    func find(in text: DecodedText, _ cuts: inout [Cut]) {
        guard !patterns.isEmpty else { return }
        let bytes = text.bytes
        // Secrets may overlap, so every byte may begin one.
        for index in bytes.indices where begins[Int(bytes[index])] {
            guard let found = patterns.first(where: { bytes[index...].starts(with: $0) }) else { continue }
            cuts.append(Cut(range: text.origin(of: index..<index + found.count), isSecret: true))
        }
    }
}

// MARK: - Base64

extension SecretSearch {
    private static let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let base64URL = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The digits of Base64, RFC 4648, that depend on these bytes only.
    ///
    /// - Parameters:
    ///   - bytes: At least six bytes.
    ///   - shift: How many bytes stand before them in the group of three in which they begin.
    ///   - alphabet: The 64 digits.
    /// - Returns: At least six digits.
    private static func encoded(_ bytes: [UInt8], shift: Int, _ alphabet: [UInt8]) -> [UInt8] {
        let padded = Array(repeating: 0, count: shift) + bytes
        let first = (shift * 8 + 5) / 6
        let end = padded.count * 8 / 6
        return (first..<end).map { digit in
            let bit = digit * 6
            let high = UInt16(padded[bit / 8]) << 8
            let low = bit / 8 + 1 < padded.count ? UInt16(padded[bit / 8 + 1]) : 0
            return alphabet[Int((high | low) >> UInt16(10 - bit % 8) & 63)]
        }
    }
}
