import InferenceKit

/// What is sent back for a request, and how.
struct Answer: Sendable {
    /// The content.
    enum Body: Sendable {
        /// Bytes in memory.
        case bytes([UInt8])
        /// A part of a file.
        case file(path: String, range: Range<Int>)

        /// The length in bytes.
        var byteCount: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .file(_, let range): range.count
            }
        }
    }

    /// How much of the content is sent, and what happens to the connection.
    enum Delivery: Sendable {
        /// All of it; the connection stays open.
        case whole
        /// The first half, then a wait, then the end of the connection.
        case half(wait: Duration)
        /// Nothing: the connection is reset.
        case reset
    }

    /// The HTTP status.
    var status: Int

    /// The header fields, without `Date` and those about the length.
    var headers: HTTPHeaders

    /// The content.
    var body: Body

    /// How much of the content is sent.
    var delivery = Delivery.whole

    /// How long to wait before anything is sent.
    var delay = Duration.zero

    /// How far the `Date` header is ahead of the clock.
    var clockOffset = Duration.zero

    /// Whether `Content-Length` is sent; without it the content is sent in chunks.
    var declaresLength = true

    /// What the log adds to the status.
    var note = ""

    /// Creates an answer in JSON.
    static func json(_ status: Int, _ value: JSONValue, note: String = "") -> Answer {
        Answer(
            status: status,
            headers: ["Content-Type": "application/json; charset=utf-8"],
            body: .bytes(value.encoded),
            note: note
        )
    }

    /// Creates an answer in HTML, as web servers and load balancers write it.
    static func page(_ status: Int) -> Answer {
        let title = status == 200 ? "Welcome" : "\(status) Error"
        let text = "<html>\r\n<head><title>\(title)</title></head>\r\n<body><h1>\(title)</h1></body>\r\n</html>\r\n"
        return Answer(status: status, headers: ["Content-Type": "text/html"], body: .bytes(Array(text.utf8)))
    }

    /// Creates an answer about the emulator itself.
    static func problem(_ status: Int, _ text: String) -> Answer {
        json(status, .object(["error": .string(text)]), note: text)
    }

    /// Creates an answer that never comes.
    static let reset = Answer(status: 0, headers: [:], body: .bytes([]), delivery: .reset)
}
