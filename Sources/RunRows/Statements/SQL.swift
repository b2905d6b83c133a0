/// A statement with its values, which are sent separately, or a part of one.
///
/// An interpolated value becomes a parameter, an interpolated ``SQL`` a part of the statement. Where databases differ, a part has a text for
/// each, such as ``yes``.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    fileprivate enum Part: Sendable {
        case text(String)
        case value(SQLValue)
        case either(sqlite: String, postgres: String)
    }

    fileprivate var parts: [Part]

    /// Takes a literal.
    package init(stringLiteral text: String) {
        parts = [.text(text)]
    }

    /// Takes a literal with values and parts.
    package init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    private init(_ parts: [Part]) {
        self.parts = parts
    }

    /// Takes a text that the program itself has composed, such as a list of columns.
    package init(text: String) {
        parts = [.text(text)]
    }

    /// Takes a text for each kind of database.
    package init(sqlite: String, postgres: String) {
        parts = [.either(sqlite: sqlite, postgres: postgres)]
    }

    /// Appends a part.
    package static func + (left: SQL, right: SQL) -> SQL { SQL(left.parts + right.parts) }

    /// Appends a part.
    package static func += (left: inout SQL, right: SQL) { left.parts += right.parts }

    /// The text that a kind of database understands, and the values of its parameters.
    package func rendered(for dialect: SQLDialect) -> (text: String, values: [SQLValue]) {
        var text = ""
        var values: [SQLValue] = []
        for part in parts {
            switch (part, dialect) {
            case (.text(let piece), _), (.either(let piece, _), .sqlite), (.either(_, let piece), .postgres):
                text += piece
            case (.value(let value), .sqlite):
                values.append(value)
                text += "?"
            case (.value(let value), .postgres):
                values.append(value)
                text += "$\(values.count)"
            }
        }
        return (text, values)
    }
}

/// A kind of database.
package enum SQLDialect: Sendable, Hashable {
    /// Parameters are `?`, truth is 0 and 1.
    case sqlite
    /// Parameters are numbered, truth has a type of its own.
    case postgres
}

extension SQL {
    /// Collects the parts of a statement.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        /// Starts without parts.
        package init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(2 * interpolationCount + 1)
        }

        /// Appends text.
        package mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(.text(literal)) }
        }

        /// Appends a part.
        package mutating func appendInterpolation(_ part: SQL) { parts += part.parts }

        /// Appends a parameter.
        package mutating func appendInterpolation(_ value: (some ColumnValue)?) {
            parts.append(.value(value.parameter))
        }

        /// Appends a parameter, a word of a closed set.
        package mutating func appendInterpolation(_ word: some RawRepresentable<String>) {
            parts.append(.value(.text(word.rawValue)))
        }
    }

    /// Inserts a row; more may follow.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - columns: The names of its columns.
    ///   - values: As many values, in the same order.
    /// - Returns: The statement.
    static func insertion(into table: String, _ columns: String, _ values: [any SQLParameter]) -> SQL {
        let list = values.map { SQL([.value($0.parameter)]) }.joined(", ")
        return "INSERT INTO \(SQL(text: table)) (\(SQL(text: columns))) VALUES (\(list))"
    }
}

extension Sequence<SQL> {
    /// Joins parts of a statement, or values.
    package func joined(_ separator: String) -> SQL {
        var result: SQL = ""
        for (index, part) in enumerated() {
            if index > 0 { result += SQL(text: separator) }
            result += part
        }
        return result
    }
}

/// A parameter of a statement; `nil` is NULL.
package enum SQLValue: Sendable, Hashable {
    /// A whole number, or a time in milliseconds since 1970.
    case integer(Int64?)
    /// Another number.
    case real(Double?)
    /// A text, or JSON.
    case text(String?)
    /// Whether something is so.
    case flag(Bool?)
}
