/// The proxy that `https` requests go through; requests to this machine never do.
package struct Proxy: Sendable, Hashable {
    /// The proxy's URL, which may hold a user name and password.
    package var url: String

    /// Hosts that are reached without it, separated by commas, as in `NO_PROXY`.
    package var bypass: String?

    /// Names a proxy.
    ///
    /// - Parameters:
    ///   - url: The proxy's URL.
    ///   - bypass: Hosts that are reached without it, separated by commas.
    package init(url: String, bypass: String? = nil) {
        self.url = url
        self.bypass = bypass
    }
}
