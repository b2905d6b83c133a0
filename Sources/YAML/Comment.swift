package import Diagnostics
import Glibc

/// A comment that is addressed to this program: `# runner: …`.
package struct Comment: Sendable, Hashable {
    /// What comes after `runner:`, without spaces at its ends.
    package let text: String
    /// From the `#` to the end of its line.
    package let span: Span
    /// Whether nothing else is in its line.
    package let isAlone: Bool
    /// Whether another line follows.
    package let hasNextLine: Bool

    /// The word after the `#` that addresses this program.
    static let address = Array("runner:".utf8)
}

/// Finds the comments that are addressed to this program.
///
/// libyaml skips comments; whether a `#` starts one depends on the places of the values around it.
struct CommentSearch {
    private let text: ArraySlice<UInt8>
    private let values: [Span]

    /// Whether a text has something that looks like such a comment, so that the places of values are needed.
    ///
    /// - Parameter text: The text.
    /// - Returns: False for nearly every file.
    static func isNeeded(in text: ArraySlice<UInt8>) -> Bool {
        let hasHash = text.withUnsafeBytes { $0.baseAddress.map { memchr($0, 0x23, text.count) != nil } ?? false }
        var rest = hasHash ? text : []
        while let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            rest = rest[(hash + 1)...]
            if rest.drop(while: { $0 == UInt8(ascii: " ") }).starts(with: Comment.address) { return true }
        }
        return false
    }

    /// Prepares a search.
    ///
    /// - Parameters:
    ///   - text: The parsed text.
    ///   - values: The places of its keys and values.
    init(_ text: ArraySlice<UInt8>, values: [Span]) {
        self.text = text
        self.values = values.sorted { $0.start < $1.start }
    }

    /// Returns the comments in the order of the file.
    func comments() -> [Comment] {
        var found: [Comment] = []
        var next = 0
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A })
        for (index, line) in lines.enumerated() where line.contains(UInt8(ascii: "#")) {
            let number = index + 1
            while next < values.count, values[next].end < Mark(line: number, column: 1) { next += 1 }
            let content = line.last == 0x0D ? line.dropLast() : line
            let isLast = index + 1 >= lines.count - (lines.last?.isEmpty == true ? 1 : 0)
            if let comment = comment(in: content, number: number, values: values[next...], hasNextLine: !isLast) {
                found.append(comment)
            }
        }
        return found
    }

    private func comment(
        in line: ArraySlice<UInt8>,
        number: Int,
        values: ArraySlice<Span>,
        hasNextLine: Bool
    ) -> Comment? {
        let scalars = Array(String(decoding: line, as: UTF8.self).unicodeScalars)
        var first = values.startIndex
        for (index, scalar) in scalars.enumerated() {
            let mark = Mark(line: number, column: index + 1)
            while first < values.endIndex, values[first].end <= mark { first += 1 }
            if first < values.endIndex, values[first].start <= mark { continue }
            guard scalar == "#", index == 0 || scalars[index - 1] == " " || scalars[index - 1] == "\t" else { continue }
            let body = scalars[(index + 1)...].drop { $0 == " " }
            guard body.starts(with: "runner:".unicodeScalars) else { return nil }
            var said = body.dropFirst("runner:".unicodeScalars.count).drop { $0 == " " }
            while said.last == " " || said.last == "\t" { said.removeLast() }
            return Comment(
                text: String(String.UnicodeScalarView(said)),
                span: Span(start: mark, length: scalars.count - index),
                isAlone: scalars[..<index].allSatisfy { $0 == " " || $0 == "\t" },
                hasNextLine: hasNextLine
            )
        }
        return nil
    }
}
