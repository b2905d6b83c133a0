/// One spelling for all spellings of an address, so that texts can be compared.
package enum LinkSpelling {
    /// Spells an address the usual way: scheme and host in lower case, without the scheme's own port and without slashes at the end.
    ///
    /// - Parameter link: An address with a scheme; another text is returned as it is.
    /// - Returns: The same address, RFC 3986 §6.2.2.1 and §6.2.3.
    package static func usual(_ link: String) -> String {
        guard let mark = link.firstRange(of: "://") else { return link }
        let scheme = link[..<mark.lowerBound].lowercased()
        let rest = link[mark.upperBound...]
        var authority = rest.prefix { !"/?#".contains($0) }
        let path = rest[authority.endIndex...]
        let ports = ["http": ":80", "https": ":443"]
        for ending in [ports[scheme] ?? ":", ":"] where authority.hasSuffix(ending) {
            authority = authority.dropLast(ending.count)
            break
        }
        var usual = "\(scheme)://\(authority.lowercased())\(path)"
        // What follows '?' is not a path.
        while usual.hasSuffix("/"), !path.contains("?"), !path.contains("#") { usual.removeLast() }
        return usual
    }
}
