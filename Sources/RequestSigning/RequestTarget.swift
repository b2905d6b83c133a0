/// The parts of a URL that a signature covers, still percent-encoded as they go over the wire; RFC 3986 §3.
struct RequestTarget {
    /// The host with its port when one is written, as the `Host` header carries it.
    var host: String
    /// The path in UTF-8, possibly empty.
    var path: ArraySlice<UInt8>
    /// The query in UTF-8 without its `?`, empty when there is none.
    var query: ArraySlice<UInt8>

    /// Splits an absolute URL.
    ///
    /// - Parameter url: Such as `https://example.com/path?a=b`; its user name and its fragment are dropped, as they are
    ///   not sent.
    /// - Throws: ``SigningError`` with the code `invalid-url`.
    init(_ url: String) throws(SigningError) {
        let bytes = Array(url.utf8)
        guard let schemeEnd = bytes.firstIndex(of: UInt8(ascii: ":")), schemeEnd > 0,
            bytes[schemeEnd...].starts(with: "://".utf8)
        else {
            throw SigningError(.invalidURL, "a request can be signed for an absolute URL only, such as https://host/")
        }

        var rest = bytes[(schemeEnd + 3)...]
        if let fragment = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<fragment] }
        let queryStart = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        query = rest[queryStart...].dropFirst()

        let hierarchy = rest[..<queryStart]
        let pathStart = hierarchy.firstIndex(of: UInt8(ascii: "/")) ?? hierarchy.endIndex
        path = hierarchy[pathStart...]
        var authority = hierarchy[..<pathStart]
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
        guard !authority.isEmpty else { throw SigningError(.invalidURL, "the URL of a request to sign names no host") }
        host = String(decoding: authority, as: UTF8.self)
    }
}
