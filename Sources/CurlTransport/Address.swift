internal import Addresses
internal import CCurl
internal import InferenceKit

/// Where a URL leads, as libcurl itself reads it, so that what is checked is what is connected to.
struct Address: Sendable, Hashable {
    /// The scheme in lower case.
    let scheme: String
    /// The host: a name, an IPv4 address in its usual form, or an IPv6 address in brackets.
    let host: String
    /// The port, that of the scheme when none is written.
    let port: String
    /// Whether the host can only be this machine: 127.0.0.0/8, `::1` or `localhost`.
    let isLoopback: Bool

    /// Reads a URL.
    ///
    /// - Parameter url: An absolute URL without a user name.
    /// - Throws: ``TransportError`` with the code `bad-url`.
    init(_ url: String) throws(TransportError) {
        let parts = curl_url()
        defer { curl_url_cleanup(parts) }
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)
        let code = url.utf8.contains(0) ? CURLUE_MALFORMED_INPUT : curl_url_set(parts, CURLUPART_URL, url, flags)
        guard code == CURLUE_OK, let scheme = Self.part(CURLUPART_SCHEME, of: parts),
            let host = Self.part(CURLUPART_HOST, of: parts), let port = Self.part(CURLUPART_PORT, of: parts)
        else {
            throw TransportError(
                .badURL,
                "the URL '\(urlWithoutSecrets(url))' cannot be used: \(Self.reason(code))",
                mayHaveReachedServer: false
            )
        }
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        self.port = port
        isLoopback = LinkCheck.isLoopback(self.host)
    }

    /// Why the host cannot be reached from everywhere, when it is written as an address; `nil` for a name.
    var restriction: String? {
        let ip =
            host.hasPrefix("[")
            ? IPAddress(version6: host.dropFirst().prefix { $0 != "]" && $0 != "%" })
            : IPAddress(version4: host.hasSuffix(".") ? host.dropLast() : host[...])
        return ip?.restriction
    }

    private static func reason(_ code: CURLUcode) -> String {
        switch code {
        case CURLUE_OK: "it has no host"
        case CURLUE_USER_NOT_ALLOWED: "it holds a user name or a password"
        default: String(cString: curl_url_strerror(code))
        }
    }

    private static func part(_ part: CURLUPart, of parts: OpaquePointer?) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

// MARK: - CustomStringConvertible

extension Address: CustomStringConvertible {
    /// The host and the port, `127.0.0.1:8080`.
    var description: String { "\(host):\(port)" }
}

/// What of a URL may be shown: nothing from the query on, where signatures stand, and no user name or password.
func urlWithoutSecrets(_ url: String) -> String {
    let shown = url.prefix { $0 != "?" && $0 != "#" }
    guard let at = shown.lastIndex(of: "@") else { return String(shown) }
    return "…" + shown[at...]
}
