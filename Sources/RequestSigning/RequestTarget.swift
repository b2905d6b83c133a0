/// The parts of a URL that a signature covers, still percent-encoded as they go over the wire; RFC 3986 §3.
struct RequestTarget {
    /// Where the host is, with its port when one is written, as the `Host` header carries it.
    let host: Range<Int>
    /// Where the path is, possibly empty.
    let path: Range<Int>
    /// Where the query is without its `?`, empty when there is none.
    let query: Range<Int>

    /// Splits an absolute URL.
    ///
    /// - Parameter url: Such as `https://example.com/path?a=b`; its user name and its fragment are dropped, as they are
    ///   not sent.
    /// - Throws: ``SigningError`` with the code `invalid-url`.
    init(_ url: Span<UInt8>) throws(SigningError) {
        let schemeEnd = url.firstIndex(of: UInt8(ascii: ":"), in: url.indices)
        let start = schemeEnd + 3
        guard schemeEnd > 0, start <= url.count, url[schemeEnd + 1] == UInt8(ascii: "/"),
            url[schemeEnd + 2] == UInt8(ascii: "/")
        else {
            throw SigningError(.invalidURL, "a request can be signed for an absolute URL only, such as https://host/")
        }
        let end = url.firstIndex(of: UInt8(ascii: "#"), in: start..<url.count)
        let pathEnd = url.firstIndex(of: UInt8(ascii: "?"), in: start..<end)
        let authorityEnd = url.firstIndex(of: UInt8(ascii: "/"), in: start..<pathEnd)
        path = authorityEnd..<pathEnd
        query = min(pathEnd + 1, end)..<end
        var hostStart = start
        for index in start..<authorityEnd where url[index] == UInt8(ascii: "@") { hostStart = index + 1 }
        host = hostStart..<authorityEnd
        if host.isEmpty { throw SigningError(.invalidURL, "the URL of a request to sign has no host") }
    }
}
