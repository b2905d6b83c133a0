internal import Addresses
internal import FoundationEssentials

/// The bytes in a `data:` link, RFC 2397, as web pages and API examples carry small files.
package struct DataLink: Sendable, Hashable {
    /// Why a link does not hold bytes.
    package struct Problem: Error, Sendable, Hashable {
        /// What is wrong, one phrase.
        package let message: String
        /// What to do.
        package let help: String
    }

    /// What the link holds.
    package let bytes: [UInt8]

    /// Whether a text is meant as a `data:` link.
    package static func isMeant(by text: String) -> Bool { text.prefix(5).lowercased() == "data:" }

    /// Decodes a link.
    ///
    /// - Parameter text: The whole link. Blanks and ends of lines in its base64 text are skipped, and padding may be missing.
    /// - Throws: ``Problem``.
    package init(_ text: String) throws(Problem) {
        guard let comma = text.firstIndex(of: ",") else {
            throw Problem(message: "the 'data:' link has no comma, which comes before its data", help: Self.form)
        }
        let isBase64 = text[..<comma].lowercased().hasSuffix(";base64")
        guard let decoded = PercentDecoding.strictBytes(text[text.index(after: comma)...].utf8) else {
            throw Problem(
                message: "the 'data:' link has a '%' without two hexadecimal digits after it",
                help: Self.form
            )
        }
        guard isBase64 else {
            bytes = decoded
            return
        }
        guard let data = Self.base64Decoded(decoded) else {
            throw Problem(
                message: "the 'data:' link is not base64 after its comma",
                help: "copy the whole link again, or save the file to disk and use its path"
            )
        }
        bytes = data
    }

    private static let form = "write data:image/png;base64,…, or use a file"

    /// Both alphabets of RFC 4648 are accepted.
    private static func base64Decoded(_ text: [UInt8]) -> [UInt8]? {
        var letters: [UInt8] = text.compactMap { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): nil
            default: byte
            }
        }
        while letters.last == UInt8(ascii: "=") { letters.removeLast() }
        letters += Array(repeating: UInt8(ascii: "="), count: (4 - letters.count % 4) % 4)
        return Data(base64Encoded: Data(letters)).map { [UInt8]($0) }
    }
}
