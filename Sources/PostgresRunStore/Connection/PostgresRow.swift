/// A row of a result, as text; `nil` is NULL.
struct PostgresRow: Sendable {
    /// The columns.
    var columns: [String?]
}

/// A value of a column.
protocol ColumnValue {
    /// Reads the text that the server sends.
    static func column(_ text: String?) throws -> Self
}

/// Reads a row column by column; a value of an unexpected type is an error.
struct RowReader {
    private let row: PostgresRow
    private var index = 0

    /// Starts at the first column.
    init(_ row: PostgresRow) {
        self.row = row
    }

    /// The next column; ask for an optional where it may be empty.
    mutating func next<Value: ColumnValue>(_ type: Value.Type = Value.self) throws -> Value {
        guard index < row.columns.count else { throw DamagedValue(description: "a column is missing") }
        defer { index += 1 }
        return try Value.column(row.columns[index])
    }
}

/// A value that no version of the program writes.
struct DamagedValue: Error, CustomStringConvertible {
    /// What it is.
    var description: String
}

extension String: ColumnValue {
    static func column(_ text: String?) throws -> String {
        guard let text else { throw DamagedValue(description: "a text is missing") }
        return text
    }
}

extension Bool: ColumnValue {
    static func column(_ text: String?) throws -> Bool {
        switch text {
        case "t": true
        case "f": false
        default: throw DamagedValue(description: "'\(text ?? "NULL")' is not true or false")
        }
    }
}

extension ColumnValue where Self: LosslessStringConvertible {
    static func column(_ text: String?) throws -> Self {
        guard let text, let value = Self(text) else {
            throw DamagedValue(description: "'\(text ?? "NULL")' is not a number")
        }
        return value
    }
}

extension Int: ColumnValue {}
extension Int64: ColumnValue {}
extension Int32: ColumnValue {}
extension Double: ColumnValue {}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    static func column(_ text: String?) throws -> Wrapped? {
        try text.map { try Wrapped.column($0) }
    }
}

extension PostgresRow {
    /// The first column.
    func value<Value: ColumnValue>(_ type: Value.Type = Value.self) throws -> Value {
        try Value.column(columns.first ?? nil)
    }
}
