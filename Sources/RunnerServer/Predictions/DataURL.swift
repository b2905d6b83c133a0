internal import Addresses
internal import FoundationEssentials
internal import HTTPTypes

/// A file inside a URL, RFC 2397: `data:image/png;base64,…`.
enum DataURL {
    /// The most bytes of a file.
    static let maximumBytes = 10 << 20

    /// Reads a URL.
    ///
    /// - Parameters:
    ///   - text: The URL.
    ///   - input: The input that it was given for.
    /// - Returns: The bytes; `nil` when it is no such URL.
    /// - Throws: ``Problem`` with 422 when it cannot be read, or with 413 when the file is too large.
    static func bytes(_ text: String, input: String) throws(Problem) -> [UInt8]? {
        guard text.prefix(5).lowercased() == "data:" else { return nil }
        guard let comma = text.firstIndex(of: ",") else { throw unreadable(input) }
        let content = text[text.index(after: comma)...]
        let bytes: [UInt8]
        if text[..<comma].lowercased().hasSuffix(";base64") {
            guard content.utf8.count / 4 * 3 <= maximumBytes + 3 else { throw tooLarge(input) }
            guard let data = Data(base64Encoded: String(content)) else { throw unreadable(input) }
            bytes = [UInt8](data)
        } else {
            guard let plain = PercentDecoding.strictlyDecoded(content) else { throw unreadable(input) }
            bytes = Array(plain.utf8)
        }
        guard bytes.count <= maximumBytes else { throw tooLarge(input) }
        return bytes
    }

    private static func unreadable(_ input: String) -> Problem {
        Problem(
            .unprocessableContent,
            "the input '\(input)' is a 'data:' URL that cannot be read",
            code: "invalid-input",
            help: "write data:MEDIA/TYPE;base64,… with standard base64"
        )
    }

    private static func tooLarge(_ input: String) -> Problem {
        Problem(
            .contentTooLarge,
            "the input '\(input)' is a 'data:' URL of more than \(maximumBytes >> 20) MiB",
            help: "upload it with POST /v1/files, and name its URL"
        )
    }
}
