/// Percent-encoding: everything but the unreserved characters of RFC 3986 §2.3 is encoded.
package enum PercentEncoding {
    /// Encodes a text for a part of a path, or for the name or the value of a query item.
    ///
    /// - Parameter text: Any text that is not encoded: `%` becomes `%25`.
    /// - Returns: The encoded text, with upper-case digits.
    package static func encoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 { encode(byte, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a byte in its encoded form, with upper-case digits.
    ///
    /// - Parameters:
    ///   - byte: The byte.
    ///   - text: What it is appended to.
    ///   - keepsSlash: Whether `/` stays as it is, as it does in a path.
    @inlinable
    package static func encode(_ byte: UInt8, to text: inout [UInt8], keepsSlash: Bool = false) {
        if isUnreserved(byte) || (keepsSlash && byte == UInt8(ascii: "/")) { return text.append(byte) }
        text.append(UInt8(ascii: "%"))
        text.append(digit(byte >> 4))
        text.append(digit(byte & 15))
    }

    /// Whether a byte stands for itself in every part of a URL.
    @inlinable
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }

    @inlinable
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
