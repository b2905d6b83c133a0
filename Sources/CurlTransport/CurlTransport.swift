internal import CCurl
package import InferenceKit

/// Sends requests through libcurl, all of them on one thread.
///
/// A request that is not idempotent, such as a `POST` that submits something, goes over the wire at most once, on a connection of
/// its own; an error says whether that may have happened. HTTP/2 is used where it is offered. `HTTPS_PROXY` and `NO_PROXY` are
/// honoured except for this machine itself; there are no cookies and no `.netrc`.
package final class CurlTransport: Transport {
    private let settings: TransferSettings
    private let limits: Limits
    private let loop: TransferLoop

    /// Creates a transport; its thread starts with the first request.
    ///
    /// - Parameters:
    ///   - userAgent: How requests introduce themselves, `runner/1.2.3`.
    ///   - policy: Which addresses are allowed, at first and after a redirect.
    ///   - limits: The bounds of time and size.
    ///   - certificates: What servers' certificates must lead to.
    ///   - proxy: The proxy for `https`; `nil` means what `HTTPS_PROXY` and `NO_PROXY` say.
    package init(
        userAgent: String,
        policy: AddressPolicy,
        limits: Limits = Limits(),
        certificates: CertificateStore = .ofEnvironment,
        proxy: Proxy? = nil
    ) {
        settings = TransferSettings(
            userAgent: userAgent,
            policy: policy,
            certificates: certificates,
            proxy: proxy
        )
        self.limits = limits
        loop = TransferLoop(settings: settings, limits: limits)
    }

    /// libcurl and the libraries that it works with, with their versions.
    package static var libraries: String { String(cString: curl_version()) }

    deinit {
        loop.stop()
    }

    /// Sends a request and collects the answer in memory; redirects are not followed.
    ///
    /// - Parameter request: What to send.
    /// - Returns: The answer, whatever its status.
    /// - Throws: ``TransportError`` when no complete answer came.
    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await exchange(request)
    }

    /// Sends a request like ``send(_:)``, and reports how much of its file has been sent.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - sent: Called on the transport's thread, so it must be quick.
    /// - Returns: The answer, whatever its status.
    /// - Throws: ``TransportError`` when no complete answer came.
    package func send(
        _ request: HTTPRequest,
        sent: @escaping @Sendable (_ sentBytes: Int64, _ totalBytes: Int64) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        try await exchange(request, sent)
    }

    /// Sends a request and writes the content of a successful answer to a file.
    ///
    /// Only a `GET` follows redirects. A request that goes to another origin loses all headers but `Accept…`, `Range` and
    /// `If-Range`, which might carry secrets.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - path: The file; without a version it is created or truncated before anything is sent.
    ///   - version: What the file holds the beginning of.
    ///   - progress: Called on the transport's thread, so it must be quick.
    /// - Returns: The answer, without its content when the status is 2xx.
    /// - Throws: ``TransportError`` when no complete answer came; the file then holds what arrived.
    package func download(
        _ request: HTTPRequest,
        to path: String,
        continuing version: FileVersion?,
        progress: @escaping @Sendable (DownloadProgress) -> Void
    ) async throws(TransportError) -> HTTPResponse {
        let first = try settings.policy.admit(request.url)
        var address = first
        let writer = try FileWriter(path, continuing: version, progress: progress)
        let start = ContinuousClock.now
        var hop = request
        if let part = writer.part {
            hop.headers["Range"] = "bytes=\(part.offset)-"
            hop.headers["If-Range"] = part.version.entityTag
            // The bytes of the file and not of some other form of it.
            hop.headers["Accept-Encoding"] = "identity"
        }
        for redirects in 0...max(0, limits.maximumRedirects) {
            let outcome = try await run(hop, to: address, writer: writer, origin: redirects > 0 ? first : nil)
            guard isRedirect(outcome.response), request.method == "GET", let url = outcome.redirectURL else {
                return outcome.response
            }
            let next = try admitRedirect(to: url, from: address)
            if next != address { hop.headers = hop.headers.withoutSecrets }
            hop.url = url
            hop.timeout = request.timeout - (ContinuousClock.now - start)
            address = next
        }
        throw TransportError(
            .redirectRefused,
            "\(address) redirects more than \(limits.maximumRedirects) times",
            mayHaveReachedServer: true
        )
    }
}

// MARK: - One exchange

extension CurlTransport {
    private func exchange(
        _ request: HTTPRequest,
        _ sent: FileReader.Progress? = nil
    ) async throws(TransportError) -> HTTPResponse {
        try await loop.run(transfer(request, sent: sent)).response
    }

    private func run(
        _ request: HTTPRequest,
        to address: Address,
        writer: FileWriter,
        origin: Address?
    ) async throws(TransportError) -> Transfer.Outcome {
        do {
            return try await loop.run(transfer(request, to: address, writer: writer, origin: origin))
        } catch {
            // The target of a redirect may not have been reached, but the server that sent it was.
            throw TransportError(
                error.code,
                error.message,
                mayHaveReachedServer: error.mayHaveReachedServer || origin != nil
            )
        }
    }

    /// Prepares a transfer; never a part of its caller, which would keep all of these values while it waits.
    @inline(never)
    private func transfer(
        _ request: HTTPRequest,
        to address: Address? = nil,
        writer: FileWriter? = nil,
        sent: FileReader.Progress? = nil,
        origin: Address? = nil
    ) throws(TransportError) -> Transfer {
        let address = if let address { address } else { try settings.policy.admit(request.url) }
        try request.check(for: address)
        let transfer = try Transfer(request, to: address, limits: limits, writer: writer, sent: sent)
        transfer.mustBeWorldwide = settings.mustBeWorldwide(address, redirectedFrom: origin)
        return transfer
    }

    private func isRedirect(_ response: HTTPResponse) -> Bool {
        [301, 302, 303, 307, 308].contains(response.status)
    }

    private func admitRedirect(to url: String, from address: Address) throws(TransportError) -> Address {
        do {
            return try settings.policy.admit(url)
        } catch {
            throw TransportError(
                .redirectRefused,
                "\(address) redirects to an address that is not allowed: \(error.message)",
                mayHaveReachedServer: true
            )
        }
    }
}

extension HTTPHeaders {
    /// The headers that are safe to show to another origin.
    fileprivate var withoutSecrets: HTTPHeaders {
        var safe = HTTPHeaders()
        for field in fields {
            let name = field.name.lowercased()
            guard name.hasPrefix("accept") || name == "range" || name == "if-range" else { continue }
            safe.append(field.name, field.value)
        }
        return safe
    }
}

extension HTTPRequest {
    /// Refuses a request that would be malformed, and one without time left.
    fileprivate func check(for address: Address) throws(TransportError) {
        let isClean = { (text: String) in text.utf8.allSatisfy { $0 != 0 && $0 != 10 && $0 != 13 } }
        let isToken = { (text: String) in !text.isEmpty && text.utf8.allSatisfy(\.isOfToken) }
        guard isToken(method) else {
            throw TransportError(.other, "'\(method)' is not an HTTP method", mayHaveReachedServer: false)
        }
        for field in headers.fields where !isToken(field.name) || !isClean(field.value) {
            let name = field.name.filter { $0.isASCII && !$0.isWhitespace }
            throw TransportError(
                .other,
                "the header '\(name)' of a request to \(address) cannot be sent: "
                    + "its name is not a word, or its value has a line break",
                mayHaveReachedServer: false
            )
        }
        guard timeout > .zero else {
            throw TransportError(.timedOut, "no time is left for a request to \(address)", mayHaveReachedServer: false)
        }
    }
}

extension UInt8 {
    /// Whether the byte may occur in a token, RFC 9110 §5.6.2.
    fileprivate var isOfToken: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^")...UInt8(ascii: "`"): true
        case UInt8(ascii: "|"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
