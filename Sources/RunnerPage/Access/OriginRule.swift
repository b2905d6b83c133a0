internal import Addresses

/// Which requests of a browser are refused, since a page of another site may have caused them.
///
/// It applies to requests that carry no token in their header: those with the cookie of a session, and all requests to a server
/// that needs no token. A browser sends both on its own, whichever page asks for it.
package struct OriginRule: Sendable, Hashable {
    /// What a request says about where it comes from; `nil` for a field that was not sent.
    package struct Request: Sendable, Hashable {
        /// Whether the method only reads, such as GET.
        package var isSafe: Bool
        /// `Host`, with the port if there is one.
        package var host: String?
        /// `Origin`.
        package var origin: String?
        /// `Sec-Fetch-Site`.
        package var site: String?
        /// `Sec-Fetch-Mode`.
        package var mode: String?

        /// Describes a request; each parameter is the property of the same name.
        package init(isSafe: Bool, host: String?, origin: String?, site: String?, mode: String?) {
            self.isSafe = isSafe
            self.host = host
            self.origin = origin
            self.site = site
            self.mode = mode
        }
    }

    /// Why a request is refused.
    package enum Refusal: Sendable, Hashable {
        /// The name in `Host` is not one of this server: another name was made to lead here.
        case foreignHost
        /// A page of another site has sent it.
        case foreignOrigin
    }

    /// Whether only this machine reaches the server, so that its names are known.
    private let isLoopback: Bool
    /// Names of the server besides those of this machine, in lower case.
    private let names: Set<String>
    /// The address by which clients know the server, without a path.
    private let publicOrigin: String?

    /// Makes the rule of a server.
    ///
    /// - Parameters:
    ///   - isLoopback: Whether only this machine reaches it.
    ///   - listenHost: The host that it listens on.
    ///   - publicURL: The address by which clients know it.
    package init(isLoopback: Bool, listenHost: String, publicURL: String?) {
        self.isLoopback = isLoopback
        let parts = publicURL?.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        publicOrigin = parts.flatMap { $0.count > 2 ? "\($0[0])//\($0[2])" : nil }
        let publicHost = parts.flatMap { $0.count > 2 ? String($0[2]) : nil }
        names = Set([listenHost.lowercased(), publicHost.map(Self.name(in:))].compactMap(\.self))
    }

    /// Decides about a request.
    ///
    /// - Parameter request: What it says.
    /// - Returns: Why it is refused; `nil` when it is not.
    package func refusal(of request: Request) -> Refusal? {
        let host = request.host?.lowercased()
        if isLoopback, let host, !isOwn(Self.name(in: host)) { return .foreignHost }
        if let site = request.site?.lowercased(), site != "same-origin", site != "none" {
            // A link on another site may lead to the page.
            return request.isSafe && request.mode?.lowercased() == "navigate" ? nil : .foreignOrigin
        }
        guard !request.isSafe, let origin = request.origin?.lowercased() else { return nil }
        if let publicOrigin, origin == publicOrigin { return nil }
        guard let host, origin == "http://\(host)" || origin == "https://\(host)" else { return .foreignOrigin }
        return nil
    }

    private func isOwn(_ name: String) -> Bool {
        if name == "localhost" || name.hasSuffix(".localhost") || names.contains(name) { return true }
        return (IPAddress(version4: name[...]) ?? IPAddress(version6: name[...]))?.isLoopback ?? false
    }

    /// The name without the port and without the brackets of an address.
    private static func name(in host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            return String(host[host.index(after: host.startIndex)..<end])
        }
        return String(host.prefix { $0 != ":" })
    }
}
