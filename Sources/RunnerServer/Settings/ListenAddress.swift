internal import Addresses

/// A host and a port to listen on.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An address or the name of this machine, without brackets.
    package var host: String
    /// The port; 0 for a free one.
    package var port: Int

    /// Creates an address; each parameter is the property of the same name.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`, `:PORT` for all addresses, `[ADDRESS]:PORT` or `PORT` for this machine only.
    ///
    /// - Parameter text: The text; any other gives `nil`.
    package init?(_ text: String) {
        let host: Substring
        let digits: Substring
        if text.hasPrefix("[") {
            guard let end = text.lastIndex(of: "]"), text[text.index(after: end)...].hasPrefix(":") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            digits = text[end...].dropFirst(2)
            guard IPAddress(version6: host) != nil else { return nil }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            digits = text[text.index(after: colon)...]
        } else {
            host = "127.0.0.1"
            digits = text[...]
        }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = Int(digits), port <= 65_535, !host.contains(where: { "/@ ".contains($0) })
        else { return nil }
        self.init(host: host.isEmpty ? "0.0.0.0" : String(host), port: port)
    }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool {
        if host.lowercased() == "localhost" { return true }
        return (IPAddress(version4: host) ?? IPAddress(version6: host))?.isLoopback ?? false
    }

    /// The host and the port, as in a URL.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
