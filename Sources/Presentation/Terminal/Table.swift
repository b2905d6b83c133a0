import Diagnostics

/// Aligned columns; the last one is not padded, and is cut only if a width is given.
package struct Table {
    /// The lines, without blanks at their ends.
    package let lines: [String]

    /// Lays a table out.
    ///
    /// - Parameters:
    ///   - header: The names of the columns; left out when it is empty.
    ///   - rows: The rows; all have the same number of cells.
    ///   - width: The maximum line width in columns; `nil` for no limit.
    ///   - yielding: The columns that may be truncated to fit, in this order; others never are.
    package init(header: [String] = [], rows: [[String]], width: Int? = nil, yielding: [Int] = []) {
        // A cell with an end of a line in it, from a file or a service, would begin a line that nobody here has written.
        let rows = rows.map { $0.map(printableLine) }
        let all = header.isEmpty ? rows : [header] + rows
        let columns = all.map(\.count).max() ?? 0
        var widths = (0..<columns).map { column in
            all.compactMap { $0.indices.contains(column) ? displayWidth($0[column]) : nil }.max() ?? 0
        }
        if let width {
            var excess = widths.reduce(0, +) + Self.gap * (columns - 1) - width
            for column in yielding where excess > 0 {
                let least = max(Self.leastWidth, header.indices.contains(column) ? displayWidth(header[column]) : 0)
                let cut = min(excess, max(0, widths[column] - least))
                widths[column] -= cut
                excess -= cut
            }
        }
        lines = all.map { row in
            row.enumerated().map { column, cell in
                let cell = yielding.contains(column) ? shortened(cell, to: widths[column]) : cell
                guard column < row.count - 1 else { return cell }
                return cell + String(repeating: " ", count: max(0, widths[column] - displayWidth(cell)) + Self.gap)
            }.joined().trimmingEnd()
        }
    }

    private static let gap = 2
    /// The minimum width of a truncated column.
    private static let leastWidth = 12
}

/// A text truncated to a number of columns; a mark shows where it was cut.
private func shortened(_ text: String, to width: Int) -> String {
    guard displayWidth(text) > width else { return text }
    var result = ""
    var rest = width - 1
    for character in text {
        rest -= displayWidth(character)
        guard rest >= 0 else { break }
        result.append(character)
    }
    return result + "…"
}

extension String {
    fileprivate func trimmingEnd() -> String {
        var end = self[...]
        while end.last == " " { end.removeLast() }
        return String(end)
    }
}
