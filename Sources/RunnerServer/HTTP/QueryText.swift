internal import Addresses
internal import Hummingbird

extension Request {
    /// The items of the query, decoded; of two with one name the first counts.
    var query: [String: String] {
        var items: [String: String] = [:]
        for item in (uri.query ?? "").split(separator: "&").prefix(100) {
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = sides.map { PercentDecoding.strictlyDecoded($0) ?? String($0) }
            if items[decoded[0]] == nil { items[decoded[0]] = decoded.count > 1 ? decoded[1] : "" }
        }
        return items
    }
}

/// Texts in the query of a URL, RFC 3986 §2.
enum QueryText {
    /// A text with everything but letters, digits and `-._~` percent-encoded.
    ///
    /// - Parameter text: The text.
    /// - Returns: What stands for it in a query.
    static func encoded(_ text: some StringProtocol) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
