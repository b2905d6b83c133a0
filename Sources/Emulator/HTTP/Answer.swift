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

    /// How much of the content is sent, and how the connection goes on.
    enum Delivery: Sendable {
        /// All of it; the connection stays.
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

    /// How far the `Date` header is off.
    var clockOffset = Duration.zero

    /// Whether `Content-Length` is sent; without it the content is sent in chunks.
    var declaresLength = true

    /// For the log: what the status does not tell.
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

    /// Creates an answer in HTML, as web servers and load balancers write.
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

// MARK: - Faults

extension Answer {
    /// The answer of a fault that keeps a request from being carried out; `nil` for other faults.
    ///
    /// - Parameter fault: What goes wrong.
    /// - Returns: The whole answer; an error page in JSON is left to the caller, who knows its form.
    static func instead(of fault: Fault?) -> Answer? {
        switch fault?.effect {
        case .resetBefore: return .reset
        case .dead(let status): return .page(status).retrying(after: fault)
        case .page(let status, .html): return .page(status).retrying(after: fault)
        case .page(let status, .empty):
            return Answer(status: status, headers: [:], body: .bytes([])).retrying(after: fault)
        default: return nil
        }
    }

    /// The answer after a fault has changed it on its way.
    ///
    /// - Parameter fault: What goes wrong.
    /// - Returns: The answer as it is sent.
    func spoiled(by fault: Fault?) -> Answer {
        var answer = self
        switch fault?.effect {
        case .resetAfter: answer.delivery = .reset
        case .cut: answer.delivery = .half(wait: .zero)
        case .stall(let duration): answer.delivery = .half(wait: duration)
        case .slow(let duration): answer.delay = duration
        case .noLength: answer.declaresLength = false
        case .html: return .page(200)
        default: break
        }
        return answer
    }

    /// The answer with the `Retry-After` header of a fault.
    ///
    /// - Parameter fault: What goes wrong.
    /// - Returns: The answer as it is sent.
    func retrying(after fault: Fault?) -> Answer {
        guard let seconds = fault?.retryAfter?.components.seconds else { return self }
        var answer = self
        answer.headers["Retry-After"] = String(seconds)
        return answer
    }
}
