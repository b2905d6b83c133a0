/// The inverse of percent-encoding, RFC 3986 §2.1.
package enum PercentDecoding {
    /// The byte that `%` and two hexadecimal digits mean.
    ///
    /// - Parameters:
    ///   - bytes: A part of a URL.
    ///   - index: The place of the `%`.
    /// - Returns: The byte; `nil` if there is no `%` at this place, or it is not followed by two digits.
    @inlinable
    package static func byte(in bytes: Span<UInt8>, at index: Int) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
            let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
        else { return nil }
        return high << 4 | low
    }

    /// Decodes a part of a URL as servers do: a `%` without two digits stands for itself.
    ///
    /// - Parameters:
    ///   - text: A part of a URL.
    ///   - plusIsSpace: Whether `+` means a space, as it does in the queries of forms.
    /// - Returns: The decoded text; bytes that are not UTF-8 become U+FFFD.
    package static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let byte = byte(in: bytes.span, at: index) {
                result.append(byte)
                index += 3
            } else {
                let isSpace = plusIsSpace && bytes[index] == UInt8(ascii: "+")
                result.append(isSpace ? UInt8(ascii: " ") : bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Decodes a text that must be percent-encoded correctly.
    ///
    /// - Parameter text: A part of a URL.
    /// - Returns: The decoded text; `nil` if a `%` is not followed by two digits, or the bytes are not UTF-8.
    package static func strictlyDecoded(_ text: some StringProtocol) -> String? {
        strictBytes(text.utf8).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Decodes bytes that must be percent-encoded correctly.
    ///
    /// - Parameter text: A part of a URL.
    /// - Returns: The bytes, which need not be UTF-8; `nil` if a `%` is not followed by two digits.
    package static func strictBytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        let bytes = Array(text)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%") {
                guard let byte = byte(in: bytes.span, at: index) else { return nil }
                result.append(byte)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    @inlinable
    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
