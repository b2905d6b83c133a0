internal import FoundationEssentials
internal import InferenceKit

/// The rows of a batch: a CSV file, a file of JSON lines, or the files that match a pattern.
///
/// The bytes are read once, and a row is parsed when it is requested, so that 100,000 rows take only the space of their file.
package struct RowFile: Sendable {
    /// How the rows are written.
    package enum Format: Sendable, Hashable {
        /// Values between separators, RFC 4180, with the names of the columns in the first line.
        case csv(separator: UInt8)
        /// One JSON object a line.
        case jsonLines
        /// Names of files.
        case files
    }

    /// The file, directory or pattern as the user named it.
    package let name: String
    /// Its absolute path.
    package let path: String
    /// How the rows are written.
    package let format: Format
    /// The names of all columns, in the order of their first appearance; a name that is repeated holds a list.
    package internal(set) var columns: [String] = []

    /// The bytes of the file.
    var bytes: [UInt8] = []
    /// Where each row begins; for files, empty.
    var starts: [Int] = []
    /// The columns of CSV by position.
    var header: [String] = []
    /// The files of a directory or pattern.
    var files: [String] = []

    /// The most bytes that a file of rows may have: a million rows of a thousand bytes.
    package static let mostBytes = 1 << 30

    init(name: String, path: String, format: Format) {
        self.name = name
        self.path = path
        self.format = format
    }

    /// How many rows there are.
    package var count: Int { format == .files ? files.count : starts.count }

    /// The directory that relative paths in the rows start at, as the user named it; empty for the working directory.
    package var directory: String {
        guard format != .files, let slash = name.lastIndex(of: "/") else { return "" }
        return slash == name.startIndex ? "/" : String(name[..<slash])
    }

    /// The name of the file without its directory and ending, for names that are derived from it; never empty.
    package var stem: String {
        let last = path.split(separator: "/").last.map(String.init) ?? "batch"
        let name = format == .files ? path.split(separator: "/").last { !$0.contains(where: Self.isWildcard) } : nil
        let base = name.map(String.init) ?? last
        let stem = format == .files ? base : String(base.prefix(upTo: base.lastIndex(of: ".") ?? base.endIndex))
        return stem.isEmpty ? "batch" : stem
    }

    static func isWildcard(_ character: Character) -> Bool { "*?[".contains(character) }
}

// MARK: - Rows

extension RowFile {
    /// One row.
    ///
    /// - Parameter index: Its number from 0.
    /// - Returns: The row; its cells are complete, since opening the file has checked them.
    package func row(_ index: Int) -> BatchRow {
        switch format {
        case .files: fileRow(index)
        case .csv(let separator): csvRow(index, separator)
        case .jsonLines: jsonRow(index)
        }
    }

    private func csvRow(_ index: Int, _ separator: UInt8) -> BatchRow {
        let start = starts[index]
        let record = CSVRecords.record(in: bytes, from: start, separator: separator)
        let cells = zip(header, record.fields).compactMap { column, field -> BatchRow.Cell? in
            guard !field.range.isEmpty, let text = CSVRecords.text(of: field, in: bytes) else { return nil }
            return BatchRow.Cell(column: column, value: .text(text), offset: field.range.lowerBound - start)
        }
        return BatchRow(number: index + 1, cells: cells)
    }

    private func jsonRow(_ index: Int) -> BatchRow {
        let line = JSONLine(in: bytes, from: starts[index])
        let cells = (line.members ?? [:]).sorted { $0.key < $1.key }.compactMap { name, value -> BatchRow.Cell? in
            value == .null ? nil : BatchRow.Cell(column: name, value: .json(value), offset: line.offset(of: name))
        }
        return BatchRow(number: index + 1, cells: cells)
    }

    private func fileRow(_ index: Int) -> BatchRow {
        let file = files[index]
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let stem = String(
            name.prefix(upTo: name.lastIndex(of: ".").flatMap { $0 > name.startIndex ? $0 : nil } ?? name.endIndex)
        )
        let cells = [("file", file), ("id", stem), ("name", name)].map { column, text in
            BatchRow.Cell(column: column, value: .text(text), offset: 0)
        }
        return BatchRow(number: index + 1, cells: cells)
    }
}

// MARK: - Places

extension RowFile {
    /// Where something is in the file.
    ///
    /// - Parameters:
    ///   - index: The number of the row from 0.
    ///   - offset: Bytes from the beginning of the row.
    /// - Returns: The line from 1, and the column in Unicode scalars from 1; `nil` for names of files, which have no place.
    package func place(row index: Int, offset: Int = 0) -> (line: Int, position: Int)? {
        guard format != .files, starts.indices.contains(index) else { return nil }
        return place(at: starts[index] + offset)
    }

    func place(at offset: Int) -> (line: Int, position: Int) {
        let before = bytes[..<min(offset, bytes.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? textStart
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        // A byte that continues a character is none of its own.
        let column = before[max(lineStart, 0)...].count { $0 & 0xC0 != 0x80 } + 1
        return (line, column)
    }

    /// The first byte after a byte order mark.
    var textStart: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// A finding at a cell of a row, or at the row.
    ///
    /// - Parameters:
    ///   - index: The number of the row from 0.
    ///   - column: The column; `nil` for the whole row.
    ///   - message: What is wrong.
    ///   - help: How to fix it.
    ///   - code: Its stable name.
    /// - Returns: The finding with its place.
    package func finding(
        row index: Int,
        column: String? = nil,
        _ message: String,
        help: String? = nil,
        code: String = "invalid-row"
    ) -> RowFinding {
        let offset = column.flatMap { name in row(index).cells.first { $0.column == name }?.offset }
        let place = place(row: index, offset: offset ?? 0)
        return RowFinding(
            row: index + 1,
            line: place?.line,
            position: offset == nil ? nil : place?.position,
            column: column,
            message: message,
            help: help,
            code: code
        )
    }
}
