internal import Dispatch
internal import HTTPTypes
internal import InferenceKit

/// Reads JSON that a client has sent, at a cost that its length alone does not bound: a value takes up to 45 times its text.
enum JSONBody {
    /// The most values, counting names of members.
    static let mostValues = 100_000
    /// As deep as arrays and objects can be in each other; the parser stops there.
    private static let deepest = 512
    /// Longer texts take a while to parse.
    private static let shortBytes = 64 << 10
    private static let queue = DispatchQueue(label: "JSON", attributes: .concurrent)

    /// Parses a text.
    ///
    /// - Parameter bytes: The text.
    /// - Returns: The value; `nil` when the text is not JSON.
    /// - Throws: ``Problem`` with 413 for a text with too many values.
    static func value(_ bytes: [UInt8]) async throws(Problem) -> JSONValue? {
        guard bytes.count > shortBytes else { return try parsed(bytes).get() }
        // No request that needs a thread for a moment waits for this one.
        let result = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: parsed(bytes)) }
        }
        return try result.get()
    }

    private static func parsed(_ bytes: [UInt8]) -> Result<JSONValue?, Problem> {
        let (values, depth) = measure(bytes)
        guard depth <= deepest else { return .success(nil) }
        guard values <= mostValues else {
            return .failure(
                Problem(
                    .contentTooLarge,
                    "the body has more than \(mostValues) values",
                    code: "too-many-values",
                    help: "upload long lists as a file with POST /v1/files, and pass its URL"
                )
            )
        }
        return .success(try? JSONValue(parsing: bytes))
    }

    /// Counts what a text holds, if it is JSON.
    ///
    /// - Parameter bytes: The text.
    /// - Returns: About how many values there are, and how deep they are; it stops counting beyond the limits.
    static func measure(_ bytes: [UInt8]) -> (values: Int, depth: Int) {
        var (values, depth, deepest) = (1, 0, 0)
        var (isString, isEscaped) = (false, false)
        for byte in bytes {
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: ","), UInt8(ascii: ":"): values += 1
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                values += 1
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            if deepest > Self.deepest { break }
        }
        return (values, deepest)
    }
}
