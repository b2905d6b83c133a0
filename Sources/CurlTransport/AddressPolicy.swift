internal import InferenceKit

/// Which addresses a transport may talk to, at first and after every redirect.
package enum AddressPolicy: Sendable, Hashable {
    /// Addresses of the scheme `https` only.
    case publicHTTPS

    /// Also plain `http`, but only to this machine: 127.0.0.0/8, `::1` and `localhost`.
    ///
    /// The address really connected to is checked too, so that a name that resolves elsewhere gains nothing.
    case loopback

    /// The schemes for libcurl, which refuses every other.
    var schemes: String {
        switch self {
        case .publicHTTPS: "https"
        case .loopback: "http,https"
        }
    }

    /// Reads a URL and checks where it leads.
    ///
    /// - Parameter url: An absolute URL.
    /// - Returns: The address.
    /// - Throws: ``TransportError`` with the code `bad-url`.
    func admit(_ url: String) throws(TransportError) -> Address {
        let address = try Address(url)
        switch (address.scheme, self) {
        case ("https", _):
            return address
        case ("http", .loopback) where address.isLoopback:
            return address
        case ("http", .loopback):
            throw refusal("plain http is for this machine only; use https for \(address)")
        case ("http", .publicHTTPS):
            throw refusal("plain http is not allowed; use https for \(address)")
        default:
            throw refusal("the scheme '\(address.scheme)' of \(address) is not allowed; use https")
        }
    }

    private func refusal(_ message: String) -> TransportError {
        TransportError(.badURL, message, mayHaveReachedServer: false)
    }
}
