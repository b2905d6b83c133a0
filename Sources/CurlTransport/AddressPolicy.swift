internal import Addresses
internal import InferenceKit

/// Which addresses a transport may talk to, at first and after every redirect.
package enum AddressPolicy: Sendable, Hashable {
    /// Addresses of the scheme `https` only.
    case publicHTTPS

    /// Addresses of the scheme `https` that the whole world can reach, by their spelling and by what they resolve to.
    ///
    /// Behind a proxy only the spelling is known. See ``Addresses/IPAddress/restriction``.
    case worldwide

    /// Also plain `http`, but only to this machine: 127.0.0.0/8, `::1` and `localhost`.
    ///
    /// The address really connected to is checked too, so that a name that resolves elsewhere gains nothing.
    case loopback

    /// This machine only, by `http` or `https`: nothing leaves it.
    case thisMachine

    /// The schemes for libcurl, which refuses every other.
    var schemes: String {
        switch self {
        case .publicHTTPS, .worldwide: "https"
        case .loopback, .thisMachine: "http,https"
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
        case ("http", .thisMachine) where address.isLoopback, ("https", .thisMachine) where address.isLoopback:
            return address
        case ("http", .thisMachine), ("https", .thisMachine):
            throw refusal("requests may not leave this machine, but \(address) is not on it")
        case ("https", .worldwide):
            if let what = address.restriction {
                throw refusal("\(address) is \(what); it must be publicly reachable")
            }
            return address
        case ("https", _):
            return address
        case ("http", .loopback) where address.isLoopback:
            return address
        case ("http", .loopback):
            throw refusal("plain http is allowed only to this machine; use https for \(address)")
        case ("http", .publicHTTPS), ("http", .worldwide):
            throw refusal("plain http is not allowed; use https for \(address)")
        default:
            throw refusal("the scheme '\(address.scheme)' of \(address) is not allowed; use https")
        }
    }

    private func refusal(_ message: String) -> TransportError {
        TransportError(.badURL, message, mayHaveReachedServer: false)
    }
}
