/// Finds the values of secrets in texts.
struct SecretSearch: Sendable {
    /// What to look for, by the first byte.
    private var patterns: [[[UInt8]]] = []

    /// Prepares a search.
    ///
    /// - Parameter secrets: The values, none of them empty.
    init(_ secrets: [String]) {
        guard !secrets.isEmpty else { return }
        var all: Set<[UInt8]> = []
        for secret in secrets {
            let bytes = Array(secret.utf8)
            all.insert(bytes)
            for shift in 0..<3 {
                for alphabet in [Self.base64, Self.base64URL] {
                    all.insert(Self.encoded(bytes, shift: shift, alphabet))
                }
            }
        }
        patterns = Array(repeating: [], count: 256)
        // The longest first, so that nothing is left of it when a shorter one is its beginning.
        for pattern in all.sorted(by: { $0.count > $1.count }) { patterns[Int(pattern[0])].append(pattern) }
    }

    /// Finds all secrets.
    ///
    /// - Parameters:
    ///   - text: A text as it reads.
    ///   - cuts: Where they are is added here.
    func find(in text: DecodedText, _ cuts: inout [Cut]) {
        guard !patterns.isEmpty else { return }
        let bytes = text.bytes
        var index = 0
        while index < bytes.count {
            let found = patterns[Int(bytes[index])].first { bytes[index...].starts(with: $0) }
            if let found {
                cuts.append(Cut(range: text.origin(of: index..<index + found.count), isSecret: true))
            }
            // Secrets may overlap, hence the next byte and not the end of this one.
            index += 1
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
