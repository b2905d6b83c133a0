/// Sends HTTP requests.
///
/// A response with any status is returned; only a missing response is an error. Every call honors task cancellation, and
/// ``PaidStep/sendLimit``.
public protocol Transport: Sendable {
    /// Sends a request and collects the response in memory.
    ///
    /// Redirects are not followed.
    ///
    /// - Parameter request: What to send.
    /// - Returns: The response, whatever its status.
    /// - Throws: ``TransportError`` when no complete response arrived.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse

    /// Sends a request and reports how much of its file has been sent.
    ///
    /// - Parameters:
    ///   - request: What to send, with a file as its body.
    ///   - sent: Called with the bytes sent so far and all of them, at most a few times a second.
    /// - Returns: The response, whatever its status.
    /// - Throws: ``TransportError`` when no complete response arrived.
    func send(
        _ request: HTTPRequest,
        sent: @escaping @Sendable (_ sentBytes: Int64, _ totalBytes: Int64) -> Void
    ) async throws(TransportError) -> HTTPResponse

    /// Sends a request and writes the content of a successful response to a file.
    ///
    /// The file is created or truncated; it holds the content only when the status is 2xx, otherwise the content is in
    /// the response's body. When the response declares a length, shorter content is an error. A bounded number of
    /// redirects is followed, only to addresses that the transport would have accepted at first.
    ///
    /// A file that holds the beginning of a version is continued (`Range` with `If-Range`, RFC 9110 §13.1.5 and §14): the
    /// missing bytes are appended when the response proves to be the rest of that version; a whole file (status 200) replaces
    /// the existing one; any other response leaves it alone.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - path: The file to write.
    ///   - version: What the file holds the beginning of; `nil` to begin at the start.
    ///   - progress: Called before the first byte of a response is written, with the version that will be written, and then at
    ///     most a few times a second.
    /// - Returns: The response, without its content when the status is 2xx.
    /// - Throws: ``TransportError`` when no complete response arrived, the file then holds what arrived; with the code
    ///   `range-mismatch` and the file as it was, when a part arrived that does not belong to it.
    func download(
        _ request: HTTPRequest,
        to path: String,
        continuing version: FileVersion?,
        progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws(TransportError) -> HTTPResponse
}

extension Transport {
    /// Sends a request and writes the content of a successful response to a file, from the start.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - path: The file to write.
    ///   - progress: Called with the bytes received so far and the length declared, at most a few times a second.
    /// - Returns: The response, without its content when the status is 2xx.
    /// - Throws: ``TransportError`` when no complete response arrived; the file then holds what arrived.
    public func download(
        _ request: HTTPRequest,
        to path: String,
        progress: @escaping @Sendable (_ receivedBytes: Int64, _ totalBytes: Int64?) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        try await download(request, to: path, continuing: nil) { progress($0.receivedBytes, $0.totalBytes) }
    }
}

extension Transport {
    /// Sends a request without reporting progress.
    public func send(
        _ request: HTTPRequest,
        sent: @escaping @Sendable (_ sentBytes: Int64, _ totalBytes: Int64) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        try await send(request)
    }
}

/// Why no complete response arrived.
public struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, an open set.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The stable name.
        public var rawValue: String

        /// Creates a code.
        ///
        /// - Parameter rawValue: The stable name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The URL cannot be read, or its scheme or address is not allowed.
        public static let badURL = Code(rawValue: "bad-url")
        /// The model's manifest does not declare the host.
        public static let hostRefused = Code(rawValue: "host-refused")
        /// The name of the host has no address.
        public static let nameNotResolved = Code(rawValue: "name-not-resolved")
        /// Nothing accepted the connection.
        public static let cannotConnect = Code(rawValue: "cannot-connect")
        /// The certificate or the TLS handshake was refused.
        public static let tls = Code(rawValue: "tls")
        /// The request's time limit was reached.
        public static let timedOut = Code(rawValue: "timed-out")
        /// Too little data arrived for too long.
        public static let stalled = Code(rawValue: "stalled")
        /// The connection ended before the response was complete.
        public static let connectionLost = Code(rawValue: "connection-lost")
        /// More data arrived than is allowed.
        public static let tooLarge = Code(rawValue: "too-large")
        /// The response was redirected too often, or to an address that is not allowed.
        public static let redirectRefused = Code(rawValue: "redirect-refused")
        /// A part of a file arrived that was not requested, or that belongs to another file.
        public static let rangeMismatch = Code(rawValue: "range-mismatch")
        /// A file could not be read or written.
        public static let file = Code(rawValue: "file")
        /// The caller canceled the request.
        public static let canceled = Code(rawValue: "canceled")
        /// Too much time has passed since the paid step of the request was recorded; nothing was sent.
        public static let tooLate = Code(rawValue: "too-late")
        /// Nothing may be sent in a dry run; the request has been recorded instead.
        public static let dryRun = Code(rawValue: "dry-run")
        /// Any other failure; the message says which.
        public static let other = Code(rawValue: "other")
    }

    /// What went wrong.
    public var code: Code

    /// One sentence for the user, without the query of any URL.
    public var message: String

    /// Whether the server may have received and acted on the request: false only when no byte of it was sent.
    public var mayHaveReachedServer: Bool

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: What went wrong.
    ///   - message: One sentence for the user, without the query of any URL.
    ///   - mayHaveReachedServer: False only when no byte of the request was sent.
    public init(_ code: Code, _ message: String, mayHaveReachedServer: Bool) {
        self.code = code
        self.message = message
        self.mayHaveReachedServer = mayHaveReachedServer
    }

    /// The sentence for the user.
    public var description: String { message }
}
