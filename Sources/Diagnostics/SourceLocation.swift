/// A point in a text: line and column, both counted from 1.
///
/// Columns count Unicode scalars, as YAML's own marks do; a tab is one column.
package struct Mark: Sendable, Hashable {
    /// The line, from 1.
    package var line: Int { Int(storedLine) }
    /// The column in Unicode scalars, from 1.
    package var column: Int { Int(storedColumn) }

    // Half as wide as `Int`, since every key and every value of a file has two marks.
    private let storedLine: Int32
    private let storedColumn: Int32

    /// Creates a mark.
    ///
    /// - Parameters:
    ///   - line: The line, from 1; what no file has room for counts as the greatest.
    ///   - column: The column in Unicode scalars, from 1.
    package init(line: Int, column: Int) {
        storedLine = Int32(clamping: line)
        storedColumn = Int32(clamping: column)
    }
}

/// A piece of a text, from its first scalar to the place after its last one.
package struct Span: Sendable, Hashable {
    /// Where the piece starts.
    package let start: Mark
    /// The place after its last scalar; equal to `start` when the piece is empty.
    package let end: Mark

    /// Creates a span.
    ///
    /// - Parameters:
    ///   - start: Where the piece starts.
    ///   - end: The place after its last scalar; a place before `start` counts as `start`.
    package init(start: Mark, end: Mark) {
        self.start = start
        self.end = end < start ? start : end
    }

    /// Creates a span within one line.
    ///
    /// - Parameters:
    ///   - start: Where the piece starts.
    ///   - length: How many Unicode scalars it has.
    package init(start: Mark, length: Int) {
        self.init(start: start, end: Mark(line: start.line, column: start.column + max(0, length)))
    }
}

/// A place in a file, or the file as a whole when it has no span.
package struct SourceLocation: Sendable, Hashable {
    /// The file as the user named it.
    package let path: String
    /// The underlined piece; nil when the finding is about the whole file.
    package let span: Span?

    /// Creates a location.
    ///
    /// - Parameters:
    ///   - path: The file as the user named it.
    ///   - span: The piece to underline; nil for the file as a whole.
    package init(path: String, span: Span? = nil) {
        self.path = path
        self.span = span
    }

    /// The line from 1, if the location is within the file.
    package var line: Int? { span?.start.line }

    /// The column in Unicode scalars from 1, if the location is within the file.
    package var column: Int? { span?.start.column }
}

// MARK: - Comparable

extension Mark: Comparable {
    /// Whether the left mark comes first in the text.
    package static func < (left: Mark, right: Mark) -> Bool {
        left.storedLine == right.storedLine
            ? left.storedColumn < right.storedColumn : left.storedLine < right.storedLine
    }
}

extension SourceLocation: Comparable {
    /// Orders by path, then by line and column; the whole file comes before its places.
    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.path, left.line ?? 0, left.column ?? 0) < (right.path, right.line ?? 0, right.column ?? 0)
    }
}

// MARK: - CustomStringConvertible

extension SourceLocation: CustomStringConvertible {
    /// `path:line:column`; the first line for the file as a whole, since editors skip findings without a line.
    package var description: String {
        guard let span else { return "\(path):1:1" }
        return "\(path):\(span.start.line):\(span.start.column)"
    }
}
