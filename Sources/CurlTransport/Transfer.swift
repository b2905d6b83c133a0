internal import Addresses
internal import CCurl
internal import Glibc
internal import InferenceKit

/// One request on its way, with everything that libcurl calls back for.
///
/// Made by a task, then used by the loop's thread alone until its result is handed out; hence `@unchecked Sendable`.
final class Transfer: @unchecked Sendable {
    /// The result of a transfer.
    struct Outcome: Sendable {
        /// The answer, its content included unless that was written to a file.
        var response: HTTPResponse
        /// The absolute URL that a redirect leads to.
        var redirectURL: String?
    }

    let request: HTTPRequest
    let address: Address
    let limits: Limits

    /// Resumed with the result.
    var continuation: CheckedContinuation<Result<Outcome, TransportError>, Never>?
    /// Whether the caller has lost interest, possibly before the transfer began.
    var isCanceled = false
    /// Whether the address must be reachable from everywhere.
    var mustBeWorldwide = false
    /// The handle while the transfer runs.
    var easy: UnsafeMutableRawPointer?

    /// When it is too late to begin to send.
    private let sendLimit = PaidStep.sendLimit
    /// How often sending has begun; 0 means that no byte of the request left this machine.
    private(set) var sendings = 0
    /// What went wrong in a callback, which libcurl does not know.
    private var failure: TransportError?
    private var head = ResponseHead()
    private var hasBegunFile = false
    private var body: [UInt8] = []
    private let reader: FileReader?
    private let writer: FileWriter?

    /// What libcurl refers to during the transfer; made when it begins, since many wait for their turn and need none until then.
    private var memory: TransferMemory?

    /// Prepares a transfer.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - address: Where the request's URL leads.
    ///   - limits: The bounds.
    ///   - writer: Where the content of a successful answer goes; `nil` keeps it in memory.
    ///   - sent: Called with the bytes of the file that were sent, and all of them.
    /// - Throws: ``TransportError`` with the code `file` when the file to be sent cannot be opened.
    init(
        _ request: HTTPRequest,
        to address: Address,
        limits: Limits,
        writer: FileWriter?,
        sent: FileReader.Progress? = nil
    ) throws(TransportError) {
        self.request = request
        self.address = address
        self.limits = limits
        self.writer = writer
        if case .file(let path) = request.body {
            reader = try FileReader(path, progress: sent)
        } else {
            reader = nil
        }
    }

    /// The bytes of the file to be sent; `nil` when the body is in memory.
    var uploadByteCount: Int64? { reader?.byteCount }

    /// Whether the answer's content goes to a file.
    var isDownload: Bool { writer != nil }
}

// MARK: - What libcurl calls, on the loop's thread

extension Transfer {
    /// Gives libcurl the callbacks, the place for its error text and the headers.
    ///
    /// - Parameters:
    ///   - easy: The handle of this transfer.
    ///   - headers: Lines for `CURLOPT_HTTPHEADER`.
    /// - Returns: The first code that is not `CURLE_OK`.
    func attach(to easy: UnsafeMutableRawPointer, headers: [String]) -> CURLcode {
        guard let memory = TransferMemory(headers: headers) else { return CURLE_OUT_OF_MEMORY }
        self.memory = memory
        memory.callbacks.pointee = ccurl_callbacks(
            context: Unmanaged.passUnretained(self).toOpaque(),
            header: { data, size, count, context in
                transfer(context).receiveHeader(UnsafeRawBufferPointer(start: data, count: size * count))
            },
            write: { data, size, count, context in
                transfer(context).receiveContent(UnsafeRawBufferPointer(start: data, count: size * count))
            },
            read: { data, size, count, context in
                transfer(context).provideContent(UnsafeMutableRawBufferPointer(start: data, count: size * count))
            },
            seek: { context, offset, origin in transfer(context).seek(to: offset, from: origin) },
            prerequest: { context in transfer(context).beginSending() },
            open_socket: { context, family, type, protocolNumber, address, count in
                let bytes = UnsafeBufferPointer(start: address, count: Int(count))
                return transfer(context).openSocket(family, type, protocolNumber, to: IPAddress(bytes: bytes))
            }
        )
        let codes = [
            ccurl_set_callbacks(easy, memory.callbacks),
            ccurl_set_error_buffer(easy, memory.errorText),
            ccurl_set_list(easy, CURLOPT_HTTPHEADER, memory.headers),
            ccurl_set_private(easy, Unmanaged.passUnretained(self).toOpaque()),
        ]
        return codes.first { $0 != CURLE_OK } ?? CURLE_OK
    }

    private func receiveHeader(_ line: UnsafeRawBufferPointer) -> Int {
        head.receive(line)
        guard head.byteCount <= limits.maximumHeaderBytes else {
            return fail(.tooLarge, "\(address) sent more than \(limits.maximumHeaderBytes) bytes of headers", 0)
        }
        return line.count
    }

    private func receiveContent(_ bytes: UnsafeRawBufferPointer) -> Int {
        if let writer, head.isSuccess {
            guard beginFile(writer) else { return 0 }
            guard writer.byteCount + Int64(bytes.count) <= limits.maximumDownloadBytes else {
                return fail(.tooLarge, "\(address) sent more than \(limits.maximumDownloadBytes) bytes", 0)
            }
            do {
                try writer.append(bytes)
            } catch {
                return fail(error.code, error.message, 0)
            }
        } else {
            guard body.count + bytes.count <= limits.maximumBodyBytes else {
                return fail(.tooLarge, "\(address) sent more than \(limits.maximumBodyBytes) bytes", 0)
            }
            body.append(contentsOf: bytes)
        }
        return bytes.count
    }

    /// Decides what the answer does to the file, before its first byte is written.
    private func beginFile(_ writer: FileWriter) -> Bool {
        if hasBegunFile { return true }
        hasBegunFile = true
        do {
            // Parts that we request ourselves are not in the caller's request.
            try writer.begin(head, from: address, asksForParts: writer.part == nil && request.headers["Range"] != nil)
            return true
        } catch {
            return fail(error.code, error.message, false)
        }
    }

    private func provideContent(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let reader else { return 0 }
        do {
            return try reader.read(into: buffer)
        } catch {
            return fail(error.code, error.message, Int(CURL_READFUNC_ABORT))
        }
    }

    private func seek(to offset: Int64, from origin: Int32) -> Int32 {
        guard let reader, origin == SEEK_SET else { return Int32(CURL_SEEKFUNC_CANTSEEK) }
        reader.seek(to: offset)
        return Int32(CURL_SEEKFUNC_OK)
    }

    /// Called when there is a connection and the next byte would be the request's first.
    ///
    /// When a kept connection dies, libcurl sends the request again on a new one on its own. The server may have acted
    /// on the first, so a request that is not idempotent is stopped here.
    private func beginSending() -> Int32 {
        guard sendings == 0 || request.isIdempotent else { return Int32(CURL_PREREQFUNC_ABORT) }
        if let sendLimit, ContinuousClock.now >= sendLimit {
            return fail(
                .tooLate,
                "the request to \(address) was not sent: more than \(PaidStep.sendingTime.text) passed after its step was recorded",
                Int32(CURL_PREREQFUNC_ABORT)
            )
        }
        sendings += 1
        return Int32(CURL_PREREQFUNC_OK)
    }

    private func openSocket(
        _ family: Int32,
        _ type: Int32,
        _ protocolNumber: Int32,
        to ip: IPAddress?
    ) -> curl_socket_t {
        guard address.scheme == "https" || ip?.isLoopback == true else {
            return fail(
                .badURL,
                "plain http is allowed only to this machine, and \(address) is not on it",
                CURL_SOCKET_BAD
            )
        }
        if mustBeWorldwide, let what = ip.map(\.restriction) ?? "not on the Internet" {
            return fail(.badURL, "\(address) leads to \(what); it must be publicly reachable", CURL_SOCKET_BAD)
        }
        return socket(family, type | Int32(SOCK_CLOEXEC.rawValue), protocolNumber)
    }

    /// Remembers why a callback ends the transfer.
    private func fail<Value>(_ code: TransportError.Code, _ message: String, _ value: Value) -> Value {
        failure = TransportError(code, message, mayHaveReachedServer: false)
        return value
    }
}

// MARK: - Result

extension Transfer {
    /// Returns the result of the transfer.
    ///
    /// - Parameters:
    ///   - code: libcurl's result.
    ///   - easy: The handle, not yet reset.
    /// - Returns: The answer, or why there is none.
    func result(_ code: CURLcode, of easy: UnsafeMutableRawPointer) -> Result<Outcome, TransportError> {
        if isCanceled { return .failure(cancellation) }
        // An answer without content has not touched the file yet.
        if code == CURLE_OK, head.isSuccess, let writer { _ = beginFile(writer) }
        if var failure {
            failure.mayHaveReachedServer = sendings > 0
            return .failure(failure)
        }
        guard code == CURLE_OK else {
            return .failure(error(code, memory.map { String(cString: $0.errorText) } ?? "", of: easy))
        }
        if let writer, head.isSuccess {
            do {
                try writer.finish()
            } catch {
                return .failure(error)
            }
        }
        let redirectURL = ccurl_get_string(easy, CURLINFO_REDIRECT_URL).map { String(cString: $0) }
        let response = HTTPResponse(status: head.status, headers: head.headers, body: body)
        return .success(Outcome(response: response, redirectURL: redirectURL))
    }

    /// The error of a transfer whose caller lost interest.
    var cancellation: TransportError {
        TransportError(.canceled, "the request to \(address) was canceled", mayHaveReachedServer: sendings > 0)
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer {
    // The context is never null: attach(to:headers:) sets it before libcurl can call anything.
    Unmanaged<Transfer>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
}

/// The memory of one transfer that libcurl has pointers to.
private final class TransferMemory {
    let callbacks: UnsafeMutablePointer<ccurl_callbacks>
    let errorText: UnsafeMutablePointer<CChar>
    private(set) var headers: UnsafeMutablePointer<curl_slist>?

    /// Takes the lines of the headers; `nil` when there is no memory for them.
    init?(headers lines: [String]) {
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: ccurl_callbacks())
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        for line in lines {
            guard let longer = curl_slist_append(headers, line) else { return nil }
            headers = longer
        }
    }

    deinit {
        callbacks.deallocate()
        errorText.deallocate()
        curl_slist_free_all(headers)
    }
}
