internal import HTTPTypes
internal import ModelInputs

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
        guard DataLink.isMeant(by: text) else { return nil }
        // Every byte takes at most three; what is longer is not decoded just to be refused.
        guard text.utf8.count <= 3 * maximumBytes + 1_024 else { throw tooLarge(input) }
        let bytes: [UInt8]
        do throws(DataLink.Problem) {
            bytes = try DataLink(text).bytes
        } catch {
            throw Problem(
                .unprocessableContent,
                "the input '\(input)' cannot be read: \(error.message)",
                code: "invalid-input",
                help: error.help
            )
        }
        guard bytes.count <= maximumBytes else { throw tooLarge(input) }
        return bytes
    }

    private static func tooLarge(_ input: String) -> Problem {
        Problem(
            .contentTooLarge,
            "the input '\(input)' is a 'data:' URL of more than \(maximumBytes >> 20) MiB",
            help: "upload it with POST /v1/files, and pass its URL"
        )
    }
}
