/// Returns text that a terminal shows and does not obey: control and direction characters become escapes.
///
/// - Parameter text: Text from a file, such as a key.
/// - Returns: The text in one line; `\n`, `\t` and `\u{1B}` represent the characters.
package func printable(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case _ where scalar.isUnsafeToPrint: result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// Returns text of several lines as a terminal and a log may see it.
///
/// What is safe stays as it is, ends of lines and tabs among it. A line that a continuous-integration service would obey
/// gets one escape, so that people still can read it.
///
/// - Parameter text: Any text.
/// - Returns: As many lines.
package func printableLines(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return ServiceCommand.disarmed(text) }
    return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
        return ServiceCommand.disarmed(parts.map { printable(String($0)) }.joined(separator: "\t"))
    }.joined(separator: "\n")
}

/// Returns text of one line as a terminal and a log may see it: as ``printableLines(_:)``, with escapes for ends of lines.
///
/// - Parameter text: Any text.
/// - Returns: One line; tabs stay.
package func printableLine(_ text: String) -> String {
    printableLines(text.utf8.contains(UInt8(ascii: "\n")) ? text.escapingLineFeeds : text)
}

/// Returns a JSON text in which no terminal and no continuous-integration service finds anything to obey.
///
/// - Parameter json: A JSON text, RFC 8259; what is escaped can only be in its strings.
/// - Returns: A JSON text of the same value.
package func printableJSON(_ json: String) -> String {
    if json.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) { return json }
    var result = ""
    var isAfterNumberSign = false
    for scalar in json.unicodeScalars {
        if scalar.isUnsafeToPrint || isAfterNumberSign && scalar == "#" {
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        } else {
            result.unicodeScalars.append(scalar)
        }
        isAfterNumberSign = scalar == "#"
    }
    return result
}

/// Returns text from a file in single quotes, printable and not longer than fits a message.
///
/// - Parameter text: Text from a file, such as a key or a value.
/// - Returns: `'text'`, cut after 60 characters.
package func quoted(_ text: String) -> String {
    let limit = 60
    if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return "'" + text + "'" }
    let head = text.prefix(limit)
    return "'\(revealed(printable(String(head))))\(head.endIndex == text.endIndex ? "" : "…")'"
}

/// Returns text with escapes for what a reader cannot see or takes for a space.
private func revealed(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
        if scalar.isUnseen {
            result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
}

/// Returns words as a list for people.
///
/// - Parameters:
///   - words: The words, in order.
///   - conjunction: The word before the last one.
/// - Returns: `a`, `a or b`, `a, b or c`.
package func listed(_ words: [String], _ conjunction: String = "or") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
}

extension String {
    fileprivate var escapingLineFeeds: String {
        unicodeScalars.reduce(into: "") { result, scalar in
            if scalar == "\n" { result += "\\n" } else { result.unicodeScalars.append(scalar) }
        }
    }
}

extension Unicode.Scalar {
    /// Whether the scalar has no width, or looks like a space and is none.
    ///
    /// U+200C and U+200D are left out, since words and emoji are written with them, and U+3000 is, since it is wide.
    fileprivate var isUnseen: Bool {
        switch value {
        case 0xA0, 0xAD, 0x2000...0x200B, 0x202F, 0x205F, 0x2060...0x2064: true
        default: false
        }
    }

    /// Whether a terminal would act on the scalar, or an editor show the line in another order than the file's.
    var isUnsafeToPrint: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
