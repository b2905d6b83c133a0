import Diagnostics

/// Columns that line up; the last one is as long as it likes, unless there is a width to fit.
package struct Table {
    /// The lines, without blanks at their ends.
    package let lines: [String]

    /// Lays a table out.
    ///
    /// - Parameters:
    ///   - header: The names of the columns; left out when it is empty.
    ///   - rows: As many cells in each as the others have.
    ///   - width: How many columns of a terminal a line may take; `nil` for any number.
    ///   - yielding: The columns that may be cut to fit, the first of them first; others never are.
    package init(header: [String] = [], rows: [[String]], width: Int? = nil, yielding: [Int] = []) {
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
    /// What is left of a column that is cut, so that it still says something.
    private static let leastWidth = 12
}

/// A text that takes at most so many columns; a mark stands for what was cut off.
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
