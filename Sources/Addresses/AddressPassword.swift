/// Passwords in the addresses of databases and other services, which must not be shown.
package enum AddressPassword {
    /// The parameters of a database's address that are passwords.
    private static let parameters = ["password=", "sslpassword="]

    /// Takes the passwords out of an address: that before `@`, and those among the parameters.
    ///
    /// - Parameter text: An address such as `postgres://ada:secret@host/runs`, or any other text.
    /// - Returns: The address without them: `postgres://ada@host/runs`.
    package static func removed(from text: String) -> String {
        guard let start = text.firstRange(of: "://")?.upperBound else { return text }
        var rest = text[start...]
        var shown = String(text[..<start])
        if let at = end(ofUserIn: rest) {
            shown += rest[..<at].prefix { $0 != ":" } + "@"
            rest = rest[rest.index(after: at)...]
        }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        shown += parts.first ?? ""
        guard parts.count > 1 else { return shown }
        let kept = parts[1].split(separator: "&").filter { item in !parameters.contains { item.hasPrefix($0) } }
        return kept.isEmpty ? shown : "\(shown)?\(kept.joined(separator: "&"))"
    }

    /// The place of the `@` after the user and the password.
    private static func end(ofUserIn rest: Substring) -> Substring.Index? {
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        if let at = authority.lastIndex(of: "@") { return at }
        // A '/' or '?' in a password should be encoded; one that is not does not show the rest of it.
        guard let colon = authority.firstIndex(of: ":") else { return nil }
        let port = authority[authority.index(after: colon)...]
        return port.allSatisfy(\.isWholeNumber) ? nil : rest.lastIndex(of: "@")
    }
}
