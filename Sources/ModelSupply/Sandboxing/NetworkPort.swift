/// The TCP port that an address leads to.
struct NetworkPort: Sendable, Hashable {
    /// The number.
    let number: UInt16

    /// Reads the port of an address.
    ///
    /// - Parameter address: A URL, or the address of a proxy, which may have no scheme; curl connects to port 1080 of a proxy
    ///   without one.
    init?(ofAddress address: String) {
        let start = address.firstRange(of: "://")
        let scheme = start.map { address[..<$0.lowerBound].lowercased() }
        let rest = address[(start?.upperBound ?? address.startIndex)...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        // The colons of an IPv6 address are within brackets.
        let tail = host.hasPrefix("[") ? host.drop { $0 != "]" } : host[...]
        if let colon = tail.lastIndex(of: ":"), let number = UInt16(tail[tail.index(after: colon)...]) {
            self.number = number
        } else {
            switch scheme {
            case "https": number = 443
            case "http": number = 80
            default: number = 1_080
            }
        }
    }
}
