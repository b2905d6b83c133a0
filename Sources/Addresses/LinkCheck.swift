/// Decides whether a text is a link that a service may be asked to fetch.
package enum LinkCheck {
    /// What a text is.
    package enum Verdict: Sendable, Hashable {
        /// Not a link, but the name of a file.
        case notALink
        /// A link that can be passed on.
        case accepted
        /// A link that cannot be passed on, with the reason and the remedy.
        case refused(reason: String, help: String)
    }

    /// Judges a text.
    ///
    /// - Parameters:
    ///   - text: What the user gave.
    ///   - allowsLoopback: Whether plain http to this machine is accepted, because the service is on it too; otherwise
    ///     the host must be reachable from the internet.
    /// - Returns: What it is.
    package static func judge(_ text: String, allowsLoopback: Bool) -> Verdict {
        guard let colon = text.firstRange(of: "://") else { return .notALink }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard !scheme.isEmpty, scheme.utf8.allSatisfy(isSchemeByte) else { return .notALink }
        let rest = text[colon.upperBound...]
        guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) else {
            return .refused(reason: "the link contains a space or a control character", help: "write a space as %20")
        }
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.isEmpty, !authority.hasPrefix(":") else {
            return .refused(reason: "the link has no host", help: "write https://HOST/PATH")
        }
        guard !authority.contains("@") else {
            return .refused(
                reason: "the link contains a user name or password",
                help: "services fetch links without logging in; use a link that needs no login"
            )
        }
        switch scheme {
        case "https" where allowsLoopback: return .accepted
        case "https":
            return HostCheck.problem(authority).map {
                .refused(
                    reason: $0,
                    help: "the service fetches the link itself; use a link that is reachable from the internet"
                )
            } ?? .accepted
        case "http" where allowsLoopback && isLoopback(authority): return .accepted
        case "http":
            return .refused(
                reason: "'http' links are not accepted",
                help: allowsLoopback ? "use https, or http to 127.0.0.1" : "use an https link"
            )
        default:
            return .refused(reason: "'\(scheme)' links are not accepted", help: "use an https link")
        }
    }

    /// Whether a host is this machine: `localhost`, `127.x.x.x` or `[::1]`, written in the usual form.
    ///
    /// - Parameter authority: The host, with its port if there is one.
    /// - Returns: False for every other spelling of these addresses.
    package static func isLoopback(_ authority: some StringProtocol) -> Bool {
        let host =
            authority.hasPrefix("[")
            ? String(authority.dropFirst().prefix { $0 != "]" })
            : String(authority.prefix { $0 != ":" }).lowercased()
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil && !$0.hasPrefix("+") }
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
    }
}
