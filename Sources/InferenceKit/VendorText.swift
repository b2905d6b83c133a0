/// Makes a text of the service safe for a terminal and a log.
///
/// Control characters become blanks, so that it can neither move the cursor nor forge a line. The query of a link, which may be
/// a signature, is omitted. The length is bounded.
///
/// - Parameter text: What the service sent.
/// - Returns: One line of at most 500 characters.
package func vendorText(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
        (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
    }
    if isPlain, text.utf8.count <= 500 { return text }
    var shown = ""
    var isLink = false
    var isQuery = false
    var count = 0
    for character in text {
        let isSeparator = character.isWhitespace || "\"'<>(),;".contains(character)
        if isSeparator { (isLink, isQuery) = (false, false) }
        if shown.hasSuffix("://") { isLink = true }
        if isLink, !isQuery, character == "?" || character == "#" {
            isQuery = true
            shown += "?…"
        }
        if isQuery { continue }
        shown.append(isControl(character) ? " " : character)
        count += 1
        if count == 500 { return shown + "…" }
    }
    return shown
}

private func isControl(_ character: Character) -> Bool {
    character.unicodeScalars.contains { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
