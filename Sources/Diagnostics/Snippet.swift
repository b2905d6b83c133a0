/// One source line made fit for a terminal, with the columns to underline.
struct Snippet: Equatable {
    /// The line: tabs as four spaces, characters that a terminal would obey as U+FFFD, long lines cut around the token.
    let text: String
    /// How many columns precede the underlined token.
    let indent: Int
    /// How many columns the token takes, at least 1.
    let width: Int
}

extension Snippet {
    private static let tabWidth = 4
    private static let widest = 160
    /// How many scalars before the token are examined, so that a line of a megabyte costs no more than a short one.
    private static let considered = 500

    /// Lays a line out.
    ///
    /// - Parameters:
    ///   - line: The source line without its line break.
    ///   - start: The token's first column in Unicode scalars, from 1.
    ///   - end: The column after its last one; nil if it continues to the end of the line.
    init(line: String, from start: Int, to end: Int?) {
        guard line.utf8.count > 2 * Snippet.considered else {
            self.init(part: line, from: start, to: end, isCut: (false, false))
            return
        }
        let skipped = max(0, start - 1 - Snippet.considered)
        let part = line.unicodeScalars.dropFirst(skipped).prefix(3 * Snippet.considered)
        self.init(
            part: String(String.UnicodeScalarView(part)),
            from: start - skipped,
            to: end.map { $0 - skipped },
            isCut: (part.startIndex > line.startIndex, part.endIndex < line.endIndex)
        )
    }

    private init(part line: String, from start: Int, to end: Int?, isCut: (before: Bool, after: Bool)) {
        var cells: [(text: String, width: Int)] = []
        var before = 0
        var token = 0
        var column = 1
        for character in line {
            let next = column + character.unicodeScalars.count
            let cell = Snippet.cell(for: character)
            if next <= start {
                before += 1
            } else if end.map({ column < $0 }) ?? true {
                token += 1
            }
            cells.append(cell)
            column = next
        }
        if end == nil {
            while token > 1, cells[before + token - 1].text == " " { token -= 1 }
        }
        let window = Snippet.window(cells.map(\.width), around: before..<(before + token))
        let shown = cells[window]
        let head = isCut.before || window.lowerBound > 0 ? "…" : ""
        let tail = isCut.after || window.upperBound < cells.count ? "…" : ""
        let missing = max(0, start - column)
        self.text = head + shown.map(\.text).joined() + tail
        self.indent =
            head.count + missing
            + cells[window.lowerBound..<max(window.lowerBound, min(before, window.upperBound))].reduce(0) {
                $0 + $1.width
            }
        let marked = cells[max(before, window.lowerBound)..<max(before, min(before + token, window.upperBound))]
        self.width = max(1, marked.reduce(0) { $0 + $1.width })
    }

    private static func cell(for character: Character) -> (text: String, width: Int) {
        if character == "\t" { return (String(repeating: " ", count: tabWidth), tabWidth) }
        if character.unicodeScalars.contains(where: \.isUnsafeToPrint) { return ("\u{FFFD}", 1) }
        return (String(character), displayWidth(character))
    }

    /// Returns which cells to show: all, or about 160 columns that begin a little before the token.
    private static func window(_ widths: [Int], around token: Range<Int>) -> Range<Int> {
        guard widths.reduce(0, +) > widest else { return 0..<widths.count }
        var lower = min(token.lowerBound, widths.count)
        var room = widest / 4
        while lower > 0, room > 0 {
            lower -= 1
            room -= max(1, widths[lower])
        }
        var upper = lower
        room = widest
        while upper < widths.count, room > 0 {
            room -= max(1, widths[upper])
            upper += 1
        }
        return lower..<upper
    }
}
