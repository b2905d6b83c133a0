/// The percent-encoding of signatures: everything but the unreserved characters of RFC 3986 §2.3 is encoded.
enum PercentEncoding {
    /// Appends bytes in their encoded form, with upper-case digits.
    ///
    /// - Parameters:
    ///   - bytes: Any bytes, seen as not encoded: `%` becomes `%25`.
    ///   - text: What they are appended to.
    ///   - keepsSlash: Whether `/` stays as it is, as it does in a path.
    static func encode(_ bytes: some Collection<UInt8>, to text: inout [UInt8], keepsSlash: Bool = false) {
        if bytes.allSatisfy(isUnreserved) { return text.append(contentsOf: bytes) }
        for byte in bytes {
            if isUnreserved(byte) || (keepsSlash && byte == UInt8(ascii: "/")) {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(digit(byte >> 4))
                text.append(digit(byte & 15))
            }
        }
    }

    /// Decodes the bytes of a part of a URL; a `%` without two digits behind it stands for itself, as servers take it.
    ///
    /// - Parameters:
    ///   - text: A path, or the name or the value of a query item.
    ///   - plusIsSpace: Whether `+` means a blank, as it does in a query.
    /// - Returns: The decoded bytes, which need not be UTF-8; where nothing is encoded, those that were given.
    static func decode(_ text: ArraySlice<UInt8>, plusIsSpace: Bool = false) -> ArraySlice<UInt8> {
        guard text.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return text }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+"), plusIsSpace {
                decoded.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), let (high, low) = digits(rest) {
                decoded.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return decoded[...]
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    private static func digits(_ text: ArraySlice<UInt8>) -> (high: UInt8, low: UInt8)? {
        guard let high = text.first.flatMap(value), let low = text.dropFirst().first.flatMap(value) else { return nil }
        return (high, low)
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
