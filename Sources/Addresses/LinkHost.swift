/// The host and the port that a link leads to.
package struct LinkHost: Sendable, Hashable {
    /// The name or the address, in lower case and without a final dot; an IPv6 address without its brackets.
    package let name: String
    /// The port; that of the scheme if the link names none.
    package let port: UInt16

    /// Reads the host of a link; `nil` for other texts, and without a host or with a port that is none.
    ///
    /// - Parameter link: An `https` or `http` link with or without a path.
    package init?(of link: String) {
        guard let mark = link.firstRange(of: "://") else { return nil }
        let usual: UInt16
        switch link[..<mark.lowerBound].lowercased() {
        case "https": usual = 443
        case "http": usual = 80
        default: return nil
        }
        let authority = link[mark.upperBound...].prefix { !"/?#\\".contains($0) }
        self.init(authority.split(separator: "@", omittingEmptySubsequences: false).last ?? "", usual)
    }

    private init?(_ authority: Substring, _ usual: UInt16) {
        let isBracketed = authority.hasPrefix("[")
        let host = isBracketed ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let rest = authority.dropFirst(host.count + (isBracketed ? 2 : 0))
        guard !host.isEmpty, rest.isEmpty || rest == ":" || (rest.hasPrefix(":") && UInt16(rest.dropFirst()) != nil)
        else { return nil }
        port = UInt16(rest.dropFirst()) ?? usual
        name = (host.hasSuffix(".") ? host.dropLast() : host).lowercased()
    }

    /// The host as a manifest would write it: without the usual port.
    package var text: String { port == 443 ? name : "\(name):\(port)" }

    /// A link to the host, which ``init(of:)`` reads again.
    package var link: String { "https://\(name.contains(":") ? "[\(name)]" : name):\(port)" }

    /// Finds the hosts of all links in a text, such as a JSON body, in linear time.
    ///
    /// - Parameter bytes: The text in UTF-8; the slashes of links may be escaped as in JSON.
    /// - Returns: The hosts, without duplicates.
    package static func all(in bytes: [UInt8]) -> Set<LinkHost> {
        var hosts: Set<LinkHost> = []
        var index = 0
        while index < bytes.count {
            defer { index += 1 }
            guard bytes[index] == UInt8(ascii: ":"), let start = afterSlashes(bytes, index + 1) else { continue }
            let scheme = bytes[..<index].suffix(5).map { $0 | 0x20 }
            let isSecure = scheme == Array("https".utf8)
            guard isSecure || scheme.suffix(4) == Array("http".utf8)[...] else { continue }
            let authority = bytes[start...].prefix(300).prefix { isPart($0) }
            let link = (isSecure ? "https://" : "http://") + String(decoding: authority, as: UTF8.self)
            if let host = LinkHost(of: link) { hosts.insert(host) }
            index = max(index, authority.endIndex - 1)
        }
        return hosts
    }

    /// The index after `//` or `\/\/`.
    private static func afterSlashes(_ bytes: [UInt8], _ start: Int) -> Int? {
        var index = start
        for _ in 0..<2 {
            if index < bytes.count, bytes[index] == UInt8(ascii: "\\") { index += 1 }
            guard index < bytes.count, bytes[index] == UInt8(ascii: "/") else { return nil }
            index += 1
        }
        return index
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~:[]@%!$&'()*+,;=".utf8.contains(byte)
        }
    }
}
