/// Names for files that hold text, often an error page that was saved in place of a medium.
enum TextSignature {
    /// How many bytes are examined.
    static let examinedBytes = 512

    /// Names text by its start; `nil` when the bytes are not text.
    static func name(_ start: [UInt8]) -> String? {
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            return "text"  // the byte order mark of UTF-16
        }
        let isMarked = start.starts(with: [0xEF, 0xBB, 0xBF])
        guard let text = decode(start.dropFirst(isMarked ? 3 : 0)), !text.isEmpty else { return nil }
        let content = text.drop { $0.isWhitespace }.lowercased()
        if ["<!doctype html", "<html", "<head", "<body"].contains(where: content.hasPrefix) {
            return "an HTML page"
        }
        if content.hasPrefix("<svg") || content.hasPrefix("<?xml") && content.contains("<svg") {
            return "an SVG image"
        }
        if content.hasPrefix("<?xml") {
            return "an XML document"
        }
        if content.hasPrefix("version https://git-lfs") {
            return "a Git LFS pointer in place of the file (fetch it with 'git lfs pull')"
        }
        if isJSON(content) {
            return "JSON"
        }
        return "text"
    }

    /// Decodes UTF-8 without control characters; a character that is cut at the end is left out.
    private static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
        for cut in 0...3 {
            guard let text = String(validating: bytes.dropLast(cut), as: UTF8.self) else { continue }
            let isPrintable = text.unicodeScalars.allSatisfy {
                $0.value >= 0x20 || "\t\n\r\u{C}".unicodeScalars.contains($0)
            }
            return isPrintable ? text : nil
        }
        return nil
    }

    private static func isJSON(_ content: String) -> Bool {
        let characters = content.filter { !$0.isWhitespace }.prefix(2)
        guard let first = characters.first, let second = characters.dropFirst().first else { return false }
        switch first {
        case "{": return second == "\"" || second == "}"
        case "[": return "\"{[]-0123456789tfn".contains(second)
        default: return false
        }
    }
}
