/// One of the hosts that a manifest declares: `api.example.com`, or `*.example.com` for all below a domain.
///
/// With `:8443` it stands for another port than that of https.
package struct HostPattern: Sendable, Hashable {
    /// The longest name, RFC 1035 §2.3.4.
    package static let longest = 253

    /// The pattern as it is written.
    package let text: String
    /// The port that is connected to.
    package let port: UInt16
    private let name: String
    private let isDomain: Bool

    /// Reads a pattern; `nil` for another text, such as a link, or `*.com`.
    ///
    /// - Parameter text: Lower-case labels, at least two of them.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, parts.count <= 2, text.utf8.count <= Self.longest else { return nil }
        guard let port = parts.count == 2 ? UInt16(parts[1]) : 443, port > 0 else { return nil }
        isDomain = host.hasPrefix("*.")
        let name = isDomain ? host.dropFirst(2) : host
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy(Self.isLabel) else { return nil }
        self.text = text
        self.port = port
        self.name = String(name)
    }

    /// Whether a host is one of them.
    ///
    /// - Parameter host: The host of a link.
    /// - Returns: Whether it has this name and port.
    package func matches(_ host: LinkHost) -> Bool {
        guard host.port == port else { return false }
        return isDomain ? host.name.hasSuffix(".\(name)") : host.name == name
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        return (1...63).contains(bytes.count) && bytes.first != UInt8(ascii: "-") && bytes.last != UInt8(ascii: "-")
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
