/// Decides which hosts requests may go to: declared ones, and those that the answers of these link to.
package struct HostGate: Sendable {
    /// What becomes of a request.
    package enum Verdict: Sendable, Hashable {
        /// It goes to a declared host, so that the links in its answer can be followed.
        case declared
        /// It goes to a host that an answer or an input has linked to.
        case linked
        /// It goes to a host that somebody else has linked to, who must not reach more with it than from outside.
        case foreign
        /// It goes nowhere.
        case refused
    }

    private let patterns: [HostPattern]
    private let fixed: Set<LinkHost>
    private let allowsLoopback: Bool
    private var linked: Set<LinkHost> = []
    private var foreign: Set<LinkHost> = []

    /// The most hosts that answers can add.
    private static let mostLinked = 10_000

    /// Opens a gate.
    ///
    /// - Parameters:
    ///   - patterns: Declared hosts.
    ///   - addresses: More of them, as links.
    ///   - allowsLoopback: Whether this machine is one of them.
    package init(_ patterns: [HostPattern], addresses: [String] = [], allowsLoopback: Bool = false) {
        self.patterns = patterns
        fixed = Set(addresses.compactMap(LinkHost.init))
        self.allowsLoopback = allowsLoopback
    }

    /// Decides about a request.
    ///
    /// - Parameter host: Where it goes.
    /// - Returns: What becomes of it.
    package func verdict(on host: LinkHost) -> Verdict {
        if fixed.contains(host) || patterns.contains(where: { $0.matches(host) }) { return .declared }
        // Even if an answer repeats the link.
        if foreign.contains(host) { return .foreign }
        // The same form as in a link.
        let written = host.name.contains(":") ? "[\(host.name)]" : host.name
        if allowsLoopback, LinkCheck.isLoopback(written) { return .declared }
        return linked.contains(host) ? .linked : .refused
    }

    /// Allows the hosts that a text links to.
    ///
    /// - Parameters:
    ///   - text: The answer of a declared host, or an input.
    ///   - isForeign: Whether the text comes from somebody who is not the user of this machine.
    package mutating func follow(linksIn text: [UInt8], isForeign: Bool = false) {
        let hosts = LinkHost.all(in: text)
        guard linked.count + foreign.count + hosts.count <= Self.mostLinked else { return }
        if isForeign { foreign.formUnion(hosts) } else { linked.formUnion(hosts) }
    }

    /// Finds the hosts of a text's links that are open only because an answer or an input has linked to them.
    ///
    /// - Parameter text: Any text, such as what a model says that it was answered.
    /// - Returns: The hosts, in the order of their names.
    package func linkedHosts(in text: [UInt8]) -> [LinkHost] {
        LinkHost.all(in: text).filter { verdict(on: $0) == .linked }.sorted { ($0.name, $0.port) < ($1.name, $1.port) }
    }
}
