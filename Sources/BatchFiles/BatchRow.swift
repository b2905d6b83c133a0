package import InferenceKit

/// One row of a file: the values of one prediction.
package struct BatchRow: Sendable, Hashable {
    /// One value.
    package struct Cell: Sendable, Hashable {
        /// What a file holds in a cell.
        package enum Value: Sendable, Hashable {
            /// A text, from CSV or a file's name.
            case text(String)
            /// A value with a type, from JSON.
            case json(JSONValue)
        }

        /// The name of its column.
        package var column: String
        /// What it holds.
        package var value: Value
        /// Where it begins in the file, in bytes from the beginning of its row.
        package var offset: Int

        /// Creates a cell; each parameter is the property of the same name.
        package init(column: String, value: Value, offset: Int) {
            self.column = column
            self.value = value
            self.offset = offset
        }

        /// The value as a text: that of a JSON string, or the JSON itself.
        package var text: String {
            switch value {
            case .text(let text): text
            case .json(let json): json.string ?? json.text
            }
        }
    }

    /// Its number in the file, from 1; the line with the names of the columns does not count.
    package var number: Int
    /// Its cells in the order of the file; an empty one is left out, and several may have the same column.
    package var cells: [Cell]

    /// Creates a row; each parameter is the property of the same name.
    package init(number: Int, cells: [Cell]) {
        self.number = number
        self.cells = cells
    }

    /// The first value of a column as a text; `nil` when the row has none.
    package func text(of column: String) -> String? { cells.first { $0.column == column }?.text }
}
