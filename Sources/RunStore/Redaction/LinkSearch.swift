/// Finds the parts of links that must not be stored: the query and fragment, which may hold a signature, and the user name and
/// password before the host, RFC 3986 §3.
enum LinkSearch {
    /// Finds such parts of all http and https links.
    ///
    /// - Parameters:
    ///   - text: A decoded text; unless it is the original, only links that were themselves encoded are searched.
    ///   - cuts: The parts found are added here.
    static func findParts(of text: DecodedText, _ cuts: inout [Cut]) {
        let bytes = text.bytes
        var index = 0
        // Where the query of the last link begins, so that no byte is searched twice.
        var query = 0
        while let start = startOfHost(bytes, from: &index) {
            guard text.isOriginal || text.origin(of: start - 3..<start).count > 3 else { continue }
            let host = bytes[start...].prefix { !endsHost($0) }
            if let at = host.lastIndex(of: UInt8(ascii: "@")) {
                cuts.append(Cut(range: text.origin(of: start..<at + 1), isSecret: false))
            }
            query = max(query, host.endIndex)
            while query < bytes.count, !endsLink(bytes[query]), !beginsQuery(bytes[query]) { query += 1 }
            guard query < bytes.count, beginsQuery(bytes[query]) else { continue }
            var end = query
            while end < bytes.count, !endsLink(bytes[end]) { end += 1 }
            index = end
            while end > query + 1, closesSentence(bytes[end - 1]) { end -= 1 }
            cuts.append(Cut(range: text.origin(of: query..<end), isSecret: false))
        }
    }

    /// Finds the next `http://` or `https://`, in any case.
    private static func startOfHost(_ bytes: [UInt8], from index: inout Int) -> Int? {
        while index + 2 < bytes.count {
            defer { index += 1 }
            guard bytes[index] == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: "/"),
                bytes[index + 2] == UInt8(ascii: "/")
            else { continue }
            let before = bytes[..<index].suffix(5).map { $0 | 0x20 }
            if before.suffix(4) == Array("http".utf8)[...] || before == Array("https".utf8) { return index + 3 }
        }
        return nil
    }

    private static func beginsQuery(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") }

    private static func endsHost(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || beginsQuery(byte) || endsLink(byte)
    }

    /// Whitespace, control characters, and delimiters around a link.
    private static func endsLink(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || "\"<>`".utf8.contains(byte)
    }

    /// Punctuation that follows a link in a sentence.
    private static func closesSentence(_ byte: UInt8) -> Bool { "'.,;:!)]}\\".utf8.contains(byte) }
}
