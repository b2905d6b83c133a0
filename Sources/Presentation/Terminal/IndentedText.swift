import Diagnostics

/// Text of several lines that belongs to a line above it.
package enum IndentedText {
    /// The non-empty lines, indented and made safe for a terminal.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - columns: The number of spaces before each line.
    /// - Returns: The lines without a final line feed.
    package static func lines(_ text: String, _ columns: Int = 6) -> String {
        text.split(separator: "\n").map { String(repeating: " ", count: columns) + printableLine(String($0)) }
            .joined(separator: "\n")
    }
}
