internal import Addresses

// What signatures need besides: one form for every way to write the same URL.

extension PercentEncoding {
    /// Appends a text in its encoded form, with upper-case digits.
    ///
    /// - Parameters:
    ///   - value: Any text that is not encoded: `%` becomes `%25`.
    ///   - text: What it is appended to.
    ///   - keepsSlash: Whether `/` stays as it is, as it does in a path.
    static func encode(_ value: String, to text: inout [UInt8], keepsSlash: Bool = false) {
        for byte in value.utf8 { encode(byte, to: &text, keepsSlash: keepsSlash) }
    }

    /// Appends a part of a URL, decoded and encoded again, so that every way to write it gives the same text.
    ///
    /// - Parameters:
    ///   - part: A path, or the name or the value of a query item.
    ///   - text: What it is appended to.
    ///   - keepsSlash: Whether `/` stays as it is, as it does in a path.
    ///   - plusIsSpace: Whether `+` means a blank, as it does in a query.
    static func recode(
        _ part: Span<UInt8>,
        to text: inout [UInt8],
        keepsSlash: Bool = false,
        plusIsSpace: Bool = false
    ) {
        if part.allSatisfy(isUnreserved) { return text.append(part) }
        var index = 0
        while index < part.count {
            encode(decodedByte(of: part, at: &index, plusIsSpace: plusIsSpace), to: &text, keepsSlash: keepsSlash)
        }
    }

    /// Whether the decoded bytes of one name of a query come before those of another.
    static func decodedPrecedes(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        var (indexA, indexB) = (0, 0)
        while indexA < a.count, indexB < b.count {
            let byteA = decodedByte(of: a, at: &indexA, plusIsSpace: true)
            let byteB = decodedByte(of: b, at: &indexB, plusIsSpace: true)
            if byteA != byteB { return byteA < byteB }
        }
        return indexA == a.count && indexB < b.count
    }

    /// Reads the next byte of a part of a URL; a `%` without two digits after it stands for itself, as servers read it.
    ///
    /// - Parameters:
    ///   - part: A path, or the name or the value of a query item.
    ///   - index: Where the byte begins, and then where the next one does.
    ///   - plusIsSpace: Whether `+` means a blank, as it does in a query.
    /// - Returns: The byte; those of a part together need not be UTF-8.
    static func decodedByte(of part: Span<UInt8>, at index: inout Int, plusIsSpace: Bool) -> UInt8 {
        let byte = part[index]
        index += 1
        if byte == UInt8(ascii: "+"), plusIsSpace { return UInt8(ascii: " ") }
        guard let decoded = PercentDecoding.byte(in: part, at: index - 1) else { return byte }
        index += 2
        return decoded
    }
}
