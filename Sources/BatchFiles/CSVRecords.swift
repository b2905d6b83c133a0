/// Reads comma-separated values, RFC 4180, byte by byte: quotes, ends of lines in quotes, CRLF and LF.
///
/// The separator is a comma, a semicolon or a tab, whichever the line with the names of the columns has most of. Nothing is guessed beyond
/// that: text after a closing quote, and a quote that is never closed, are findings.
struct CSVRecords {
    /// One field of a record.
    struct Field: Hashable {
        /// Where its text lies, without quotes around it.
        var range: Range<Int>
        /// Whether the text holds doubled quotes, which stand for one each.
        var hasDoubledQuotes = false
        /// Whether it was written in quotes.
        var isQuoted = false
    }

    /// What is wrong with a record.
    struct Problem: Hashable {
        /// Where, in bytes.
        var offset: Int
        /// One phrase.
        var message: String
        /// How to fix it.
        var help: String
    }

    /// One record.
    struct Record {
        /// Its fields.
        var fields: [Field] = []
        /// Where the next record begins.
        var end = 0
        /// What is wrong with it.
        var problem: Problem?
        /// Whether the line holds nothing at all.
        var isBlank = false
    }

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Returns the separator of a file.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - start: Where its first line begins.
    /// - Returns: The most frequent candidate outside of quotes in the first line; a comma when there is none.
    static func separator(of bytes: [UInt8], from start: Int) -> UInt8 {
        let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0]
        var isQuoted = false
        for byte in bytes[start...] {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == lineFeed { break }
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let most = counts.max() ?? 0
        return most == 0 ? candidates[0] : candidates[counts.firstIndex(of: most) ?? 0]
    }

    /// Reads one record.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - start: Where the record begins.
    ///   - separator: The byte between fields.
    /// - Returns: The record; one with a problem ends at the end of its line.
    static func record(in bytes: [UInt8], from start: Int, separator: UInt8) -> Record {
        var record = Record()
        var position = start
        while true {
            let field: Field
            if position < bytes.count, bytes[position] == quote {
                guard let quoted = quotedField(in: bytes, from: position) else {
                    record.problem = Problem(
                        offset: position,
                        message: "a quote is opened and never closed",
                        help: "close it with another '\"'; a quote inside a quoted text is written twice"
                    )
                    record.end = bytes.count
                    return record
                }
                field = quoted
                position = quoted.range.upperBound + 1
                if position < bytes.count, bytes[position] != separator, !isLineEnd(bytes, position) {
                    record.problem = Problem(
                        offset: position,
                        message: "there is text after a closing quote",
                        help: "put the whole value in quotes, and write a quote inside it twice"
                    )
                    record.end = nextLine(in: bytes, from: position)
                    return record
                }
            } else {
                var end = position
                while end < bytes.count, bytes[end] != separator, !isLineEnd(bytes, end) { end += 1 }
                field = Field(range: position..<end)
                position = end
            }
            record.fields.append(field)
            guard position < bytes.count, bytes[position] == separator else { break }
            position += 1
        }
        record.end = nextLine(in: bytes, from: position)
        record.isBlank = record.fields.count == 1 && record.fields[0].range.isEmpty && !record.fields[0].isQuoted
        return record
    }

    /// The text of a field.
    ///
    /// - Returns: The text; `nil` when its bytes are not UTF-8.
    static func text(of field: Field, in bytes: [UInt8]) -> String? {
        guard let text = String(validating: bytes[field.range], as: UTF8.self) else { return nil }
        return field.hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
    }

    private static func quotedField(in bytes: [UInt8], from start: Int) -> Field? {
        var position = start + 1
        var hasDoubledQuotes = false
        while position < bytes.count {
            if bytes[position] == quote {
                guard position + 1 < bytes.count, bytes[position + 1] == quote else {
                    return Field(
                        range: (start + 1)..<position,
                        hasDoubledQuotes: hasDoubledQuotes,
                        isQuoted: true
                    )
                }
                hasDoubledQuotes = true
                position += 1
            }
            position += 1
        }
        return nil
    }

    /// Whether a line ends here: at a line feed, with a carriage return before it or not, or at the end of the file.
    private static func isLineEnd(_ bytes: [UInt8], _ position: Int) -> Bool {
        if bytes[position] == lineFeed { return true }
        return bytes[position] == carriageReturn
            && (position + 1 == bytes.count || bytes[position + 1] == lineFeed)
    }

    private static func nextLine(in bytes: [UInt8], from start: Int) -> Int {
        var position = start
        while position < bytes.count, bytes[position] != lineFeed { position += 1 }
        return min(position + 1, bytes.count)
    }
}
