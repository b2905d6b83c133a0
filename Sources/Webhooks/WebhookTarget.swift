internal import Addresses

/// Decides where messages about runs may go: to the public internet by https, or to this machine if its user asks for them.
package struct WebhookTarget: Sendable, Hashable {
    /// Why an address is refused.
    package struct Refusal: Error, Sendable, Hashable {
        /// What is wrong, one phrase.
        package let reason: String
        /// What to do.
        package let help: String
    }

    /// Whether the address is on this machine.
    package let isLoopback: Bool

    /// Judges an address by its spelling; where it really leads is checked when it is connected to.
    ///
    /// - Parameters:
    ///   - url: The address.
    ///   - allowsLoopback: Whether messages may go to this machine.
    /// - Throws: ``Refusal``.
    package init(_ url: String, allowsLoopback: Bool) throws(Refusal) {
        guard url.utf8.count <= Self.longestURL else {
            throw Refusal(
                reason: "the address has more than \(Self.longestURL) bytes",
                help: "use a shorter address"
            )
        }
        let isLoopback = allowsLoopback && Self.isLoopback(url)
        self.isLoopback = isLoopback
        switch LinkCheck.judge(url, allowsLoopback: isLoopback) {
        case .accepted: return
        case .notALink:
            throw Refusal(reason: "'\(url.prefix(100))' is not an address", help: "write https://HOST/PATH")
        case .refused(let reason, _):
            throw Refusal(
                reason: reason,
                help: allowsLoopback
                    ? "use an https address that is reachable from the internet, or http://127.0.0.1"
                    : "use an https address that is reachable from the internet"
            )
        }
    }

    /// Many servers and proxies refuse longer ones.
    private static let longestURL = 2_048

    private static func isLoopback(_ url: String) -> Bool {
        guard let colon = url.firstRange(of: "://") else { return false }
        return LinkCheck.isLoopback(url[colon.upperBound...].prefix { !"/?#".contains($0) })
    }
}
