internal import CCurl
internal import InferenceKit

/// The settings that all transfers of a transport share.
struct TransferSettings: Sendable {
    var userAgent: String
    var policy: AddressPolicy
    var certificates: CertificateStore
    var proxy: Proxy?

    /// Whether the address that a host resolves to must be reachable from everywhere.
    ///
    /// A redirect must not lead into this machine's network, unless it comes from the same host. Through
    /// a proxy, the connection's address is the proxy's, and says nothing.
    ///
    /// - Parameters:
    ///   - address: The target of the request.
    ///   - origin: The target of the first request, after a redirect.
    /// - Returns: Whether any other address is refused.
    func mustBeWorldwide(_ address: Address, redirectedFrom origin: Address?) -> Bool {
        guard proxy == nil else { return false }
        switch policy {
        case .worldwide: return true
        case .publicHTTPS: return origin.map { $0.host != address.host } ?? false
        case .loopback, .thisMachine: return false
        }
    }
}

extension Transfer {
    /// Sets every option of a fresh handle.
    ///
    /// - Parameters:
    ///   - easy: A new or reset handle.
    ///   - settings: The settings that all transfers share.
    /// - Returns: The first code that is not `CURLE_OK`.
    func configure(_ easy: UnsafeMutableRawPointer, _ settings: TransferSettings) -> CURLcode {
        var options = EasyOptions(easy)
        options.set(CURLOPT_URL, request.url)
        options.set(CURLOPT_USERAGENT, settings.userAgent)
        options.set(CURLOPT_PROTOCOLS_STR, settings.policy.schemes)
        options.set(CURLOPT_REDIR_PROTOCOLS_STR, settings.policy.schemes)
        // The signature covers the path as it is written.
        options.set(CURLOPT_PATH_AS_IS, 1)
        // Every redirect is checked by us before it is followed.
        options.set(CURLOPT_FOLLOWLOCATION, 0)
        options.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        options.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        options.set(CURLOPT_NOSIGNAL, 1)
        // Otherwise, ending a transfer during name resolution would block all others until the resolver gives up.
        options.set(CURLOPT_QUICK_EXIT, 1)
        options.set(CURLOPT_TCP_KEEPALIVE, 1)
        if address.isLoopback {
            // The empty name also overrides what the environment says.
            options.set(CURLOPT_PROXY, "")
        } else if let proxy = settings.proxy {
            options.set(CURLOPT_PROXY, proxy.url)
            options.set(CURLOPT_NOPROXY, proxy.bypass ?? "")
        }
        options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // Answers of services are small, and many may be under way; a download is faster in a few large pieces.
        options.set(CURLOPT_BUFFERSIZE, isDownload ? 100 << 10 : 4 << 10)
        if let file = settings.certificates.file { options.set(CURLOPT_CAINFO, file) }
        if let directory = settings.certificates.directory { options.set(CURLOPT_CAPATH, directory) }
        setTimes(&options)
        setMethod(&options)
        if !request.isIdempotent {
            // On a new connection a request cannot be lost because the server was about to close an old one.
            options.set(CURLOPT_FRESH_CONNECT, 1)
            options.set(CURLOPT_FORBID_REUSE, 1)
        }
        return options.code == CURLE_OK ? attach(to: easy, headers: headerLines) : options.code
    }

    private func setTimes(_ options: inout EasyOptions) {
        options.set(CURLOPT_TIMEOUT_MS, request.timeout.wholeMilliseconds)
        options.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.wholeMilliseconds)
        if isDownload || uploadByteCount != nil {
            options.set(CURLOPT_LOW_SPEED_LIMIT, limits.stallBytesPerSecond)
            options.set(CURLOPT_LOW_SPEED_TIME, max(1, (limits.stall.wholeMilliseconds + 999) / 1000))
        }
        if isDownload {
            options.set(CURLOPT_MAXFILESIZE_LARGE, offset: limits.maximumDownloadBytes)
        } else {
            options.set(CURLOPT_MAXFILESIZE_LARGE, offset: Int64(limits.maximumBodyBytes))
        }
    }

    private func setMethod(_ options: inout EasyOptions) {
        if let uploadByteCount {
            options.set(CURLOPT_UPLOAD, 1)
            options.set(CURLOPT_INFILESIZE_LARGE, offset: uploadByteCount)
            options.set(CURLOPT_CUSTOMREQUEST, request.method)
        } else if case .bytes(let bytes) = request.body, !bytes.isEmpty || promisesBody {
            options.setBody(bytes)
            options.set(CURLOPT_CUSTOMREQUEST, request.method)
        } else if request.method == "HEAD" {
            options.set(CURLOPT_NOBODY, 1)
        } else if request.method != "GET" {
            options.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    /// Whether a request of this method declares a length even when it is 0; RFC 9110 §8.6.
    private var promisesBody: Bool { ["POST", "PUT", "PATCH"].contains(request.method) }

    /// The headers that libcurl sets itself.
    private static let ownHeaders: Set = ["host", "content-length", "transfer-encoding", "expect"]

    /// The headers in libcurl's form, where `Name;` sends an empty value and `Name:` keeps libcurl from adding its own.
    private var headerLines: [String] {
        var lines = ["Expect:"]
        if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
        for field in request.headers.fields where !Self.ownHeaders.contains(field.name.lowercased()) {
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        return lines
    }
}

// MARK: - One handle's options

/// Sets options of a handle, keeping the first failure.
private struct EasyOptions {
    private(set) var code = CURLE_OK
    private let easy: UnsafeMutableRawPointer

    init(_ easy: UnsafeMutableRawPointer) {
        self.easy = easy
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        keep(ccurl_set_long(easy, option, value))
    }

    mutating func set(_ option: CURLoption, offset: Int64) {
        keep(ccurl_set_offset(easy, option, offset))
    }

    mutating func set(_ option: CURLoption, _ value: String) {
        keep(ccurl_set_string(easy, option, value))
    }

    mutating func setBody(_ bytes: [UInt8]) {
        keep(ccurl_set_body(easy, bytes, Int64(bytes.count)))
    }

    private mutating func keep(_ result: CURLcode) {
        if code == CURLE_OK { code = result }
    }
}

extension Duration {
    /// Milliseconds rounded up, within what libcurl takes, and never the 0 that would mean no limit.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        guard seconds >= 0 else { return 1 }
        return max(1, Int(seconds) * 1000 + Int((max(0, attoseconds) + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
