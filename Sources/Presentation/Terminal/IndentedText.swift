import Diagnostics

/// Text of several lines that belongs to a line above it.
package enum IndentedText {
    /// The lines that hold something, indented, as a terminal shows them and does not obey.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - columns: How many blanks go before each line.
    /// - Returns: The lines without a final line feed.
    package static func lines(_ text: String, _ columns: Int = 6) -> String {
        text.split(separator: "\n").map { String(repeating: " ", count: columns) + printableLine(String($0)) }
            .joined(separator: "\n")
    }
}
