internal import RunStore

/// A row of a result.
///
/// A store says how it reads a column, counted from 0. NULL is `nil`.
package protocol ColumnRow {
    /// Reads a whole number.
    func integer(at index: Int) throws -> Int64?
    /// Reads a number.
    func real(at index: Int) throws -> Double?
    /// Reads a text.
    func text(at index: Int) throws -> String?
    /// Reads whether something is so.
    func flag(at index: Int) throws -> Bool?
}

/// A value of a column, read from a row or given to a statement.
package protocol ColumnValue: SQLParameter {
    /// Reads a column.
    ///
    /// - Parameters:
    ///   - index: Which one.
    ///   - row: The row.
    /// - Returns: The value; `nil` for NULL.
    /// - Throws: When the column holds something else.
    static func column(_ index: Int, of row: any ColumnRow) throws -> Self?

    /// A value, or NULL for `nil`, as a parameter of a statement.
    static func parameter(_ value: Self?) -> SQLValue
}

/// What can be a parameter of a statement: a value of a column, or an optional one.
package protocol SQLParameter: Sendable {
    /// The parameter.
    var parameter: SQLValue { get }
}

extension ColumnValue {
    package var parameter: SQLValue { Self.parameter(self) }
}

extension Optional: SQLParameter where Wrapped: ColumnValue {
    package var parameter: SQLValue { Wrapped.parameter(self) }
}

/// Reads a row column by column; a value of an unexpected type is an error.
package struct ColumnReader {
    private let row: any ColumnRow
    private var index = 0
    /// Whether machines share the store; see ``RunStore/RunOwner/inFleet``.
    let isShared: Bool

    /// Starts at the first column.
    package init(_ row: any ColumnRow, isShared: Bool) {
        self.row = row
        self.isShared = isShared
    }

    /// The next column, which is not empty.
    package mutating func next<Value: ColumnValue>(_ type: Value.Type = Value.self) throws -> Value {
        guard let value = try next(Value?.self) else {
            throw DamagedValue(description: "a value of the type \(Value.self) is missing")
        }
        return value
    }

    /// The next column; `nil` when it is empty.
    package mutating func next<Value: ColumnValue>(_ type: Value?.Type = Value?.self) throws -> Value? {
        defer { index += 1 }
        return try Value.column(index, of: row)
    }

    /// The next column, a word of a closed set.
    package mutating func word<Word: RawRepresentable<String>>() throws -> Word {
        let text = try next(String.self)
        guard let word = Word(rawValue: text) else {
            throw DamagedValue(description: "'\(text)' is not a \(Word.self)")
        }
        return word
    }

    /// The next column, JSON.
    mutating func json<Value: Decodable>() throws -> Value {
        try JSONText.decode(try next(String.self))
    }

    /// The next column, JSON; `nil` when it is empty.
    mutating func optionalJSON<Value: Decodable>() throws -> Value? {
        try next(String?.self).map { try JSONText.decode($0) }
    }

    /// The next column, a JSON list.
    mutating func list<Element: Decodable>() throws -> [Element] {
        try JSONText.decodeList(try next(String.self))
    }

    /// The next column, an amount of money; `nil` when it is empty.
    mutating func price() throws -> RunPrice? {
        try next(Double?.self).map { .usd($0) }
    }
}

/// A value that no version of the program writes.
package struct DamagedValue: Error, CustomStringConvertible {
    /// What it is.
    package var description: String

    /// Creates the error.
    package init(description: String) {
        self.description = description
    }
}
