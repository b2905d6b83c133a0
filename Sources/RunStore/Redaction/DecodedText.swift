internal import Addresses

/// A text after decoding, with the position in the original text that each byte came from.
struct DecodedText {
    /// The decoded bytes.
    private(set) var bytes: [UInt8]
    /// Where each of them begins in the original text, followed by the end of the text.
    private(set) var origins: [Int]
    /// Whether this is the original text.
    let isOriginal: Bool

    /// Creates an undecoded text.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        origins = Array(0...bytes.count)
        isOriginal = true
    }

    private init(end: Int, capacity: Int) {
        bytes = []
        origins = []
        bytes.reserveCapacity(capacity)
        origins.reserveCapacity(capacity + 1)
        isOriginal = false
    }

    /// Returns the part of the original text that decodes to some of the bytes.
    func origin(of range: Range<Int>) -> Range<Int> {
        origins[range.lowerBound]..<origins[range.upperBound]
    }

    /// Returns the text, and its forms with percent-encoding and JSON string escapes decoded, also one inside the other.
    ///
    /// - Parameter depth: The greatest number of nested encodings to decode.
    /// - Returns: The text itself first.
    func withDecodings(depth: Int) -> [DecodedText] {
        guard depth > 0 else { return [self] }
        var texts = [self]
        if bytes.contains(UInt8(ascii: "%")) {
            texts += decoded(UInt8(ascii: "%"), Self.percentEncoded).withDecodings(depth: depth - 1)
        }
        if bytes.contains(UInt8(ascii: "\\")) {
            texts += decoded(UInt8(ascii: "\\"), Self.escaped).withDecodings(depth: depth - 1)
        }
        return texts
    }

    private func decoded(
        _ mark: UInt8,
        _ sequence: (ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)?
    ) -> DecodedText {
        var result = DecodedText(end: bytes.count, capacity: bytes.count)
        var index = 0
        while index < bytes.count {
            let origin = origins[index]
            if bytes[index] == mark, let (meaning, length) = sequence(bytes[index...]) {
                result.bytes += meaning
                result.origins += meaning.map { _ in origin }
                index += length
            } else {
                result.bytes.append(bytes[index])
                result.origins.append(origin)
                index += 1
            }
        }
        result.origins.append(origins[bytes.count])
        return result
    }
}

// MARK: - Encodings

extension DecodedText {
    /// `%2F`, RFC 3986 §2.1.
    private static func percentEncoded(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
        PercentDecoding.byte(in: text.span, at: 0).map { ([$0], 3) }
    }

    /// `\n`, `\"`, `\u002f`, RFC 8259 §7; including surrogate pairs.
    private static func escaped(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], length: Int)? {
        guard let kind = text.dropFirst().first else { return nil }
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return ([kind], 2)
        case UInt8(ascii: "b"): return ([8], 2)
        case UInt8(ascii: "f"): return ([12], 2)
        case UInt8(ascii: "n"): return ([10], 2)
        case UInt8(ascii: "r"): return ([13], 2)
        case UInt8(ascii: "t"): return ([9], 2)
        case UInt8(ascii: "u"):
            guard let first = number(text.dropFirst(2).prefix(4), digits: 4) else { return nil }
            if let scalar = Unicode.Scalar(first) { return (Array(String(Character(scalar)).utf8), 6) }
            let second = text.dropFirst(6)
            guard first < 0xDC00, second.starts(with: Array("\\u".utf8)),
                let low = number(second.dropFirst(2).prefix(4), digits: 4), (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (low - 0xDC00))
            else { return nil }
            return (Array(String(Character(scalar)).utf8), 12)
        default: return nil
        }
    }

    private static func number(_ text: ArraySlice<UInt8>, digits: Int) -> UInt32? {
        guard text.count == digits else { return nil }
        var number: UInt32 = 0
        for byte in text {
            switch byte {
            case 0x30...0x39: number = number << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: number = number << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: number = number << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        return number
    }
}
