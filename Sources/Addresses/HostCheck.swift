/// Decides whether a remote service could reach the host of a link.
///
/// Every spelling that some program reads as an address counts as one, so an address that is refused in one form is
/// refused in all. Names are not resolved here; `--check-urls` does that.
package enum HostCheck {
    /// Judges the authority of a link.
    ///
    /// - Parameter authority: The host, with its port if there is one; without a user name.
    /// - Returns: Why it cannot be reached, one phrase; `nil` if it may be reachable.
    package static func problem(_ authority: some StringProtocol) -> String? {
        authority.hasPrefix("[") ? bracketed(authority) : plain(authority)
    }

    private static func bracketed(_ authority: some StringProtocol) -> String? {
        let inner = authority.dropFirst().prefix { $0 != "]" }
        guard authority.dropFirst(inner.count + 1).first == "]" else { return "the link has '[' without ']'" }
        if let problem = port(authority.dropFirst(inner.count + 2)) { return problem }
        guard let address = IPAddress(version6: inner) else { return "the host '[\(inner)]' is not an address" }
        return refusal(of: address, written: "[\(inner)]")
    }

    private static func plain(_ authority: some StringProtocol) -> String? {
        let host = authority.prefix { $0 != ":" }.lowercased()
        if let problem = port(authority.dropFirst(host.count)) { return problem }
        guard host.utf8.allSatisfy(isHostByte) else {
            return "the host '\(host)' contains characters that are not allowed in a host; write it in its ASCII form"
        }
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        if let address = IPAddress(version4: name) {
            if let problem = refusal(of: address, written: host) { return problem }
            let usual = address.bytes.map(String.init).joined(separator: ".")
            return host == usual ? nil : "the address '\(host)' is written in an unusual form; write it as \(usual)"
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard !labels.contains(where: { $0.isEmpty || $0.utf8.count > 63 }), name.utf8.count <= 253 else {
            return "the host '\(host)' is not a valid name"
        }
        // A host that ends in a number must be an address, WHATWG URL §3.5.
        if let last = labels.last, last.allSatisfy(\.isNumber) || last.hasPrefix("0x") {
            return "the host '\(host)' is neither a name nor an address"
        }
        if labels.count == 1 || localDomains.contains(where: { name == $0 || name.hasSuffix(".\($0)") }) {
            return "the host '\(host)' is known only on this machine or network"
        }
        return nil
    }

    private static func refusal(of address: IPAddress, written: String) -> String? {
        address.restriction.map { "the host '\(written)' is \($0)" }
    }

    private static func port(_ text: some StringProtocol) -> String? {
        guard !text.isEmpty, text != ":" else { return nil }
        let isNumber = text.dropFirst().utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard text.hasPrefix(":"), isNumber, let port = Int(text.dropFirst()), (1...65_535).contains(port) else {
            return "the link's port is not a number from 1 to 65535"
        }
        return nil
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
    }

    /// Names that mean something only on one machine or network: RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`.
    private static let localDomains = [
        "localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "onion",
    ]
}
