/// Columns that line up; the last one is as long as it likes.
struct Table {
    /// The lines, without blanks at their ends.
    let lines: [String]

    /// Lays a table out.
    ///
    /// - Parameters:
    ///   - header: The names of the columns; left out when it is empty.
    ///   - rows: As many cells in each as the others have.
    init(header: [String] = [], rows: [[String]]) {
        let all = header.isEmpty ? rows : [header] + rows
        let columns = all.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            all.compactMap { $0.indices.contains(column) ? $0[column].count : nil }.max() ?? 0
        }
        lines = all.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }.joined()
        }
    }
}
