internal import FoundationEssentials

/// A statement with its values, which are sent separately.
///
/// An interpolated value becomes a parameter, an interpolated ``SQL`` a part of the statement.
struct SQL: ExpressibleByStringInterpolation, Sendable {
    fileprivate enum Part: Sendable {
        case text(String)
        case value(SQLValue)
    }

    fileprivate var parts: [Part]

    init(stringLiteral text: String) {
        parts = [.text(text)]
    }

    init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    private init(_ parts: [Part]) {
        self.parts = parts
    }

    /// Takes a text that the program itself has composed, such as a list of columns.
    init(text: String) {
        parts = [.text(text)]
    }

    static func + (left: SQL, right: SQL) -> SQL { SQL(left.parts + right.parts) }

    static func += (left: inout SQL, right: SQL) { left.parts += right.parts }

    /// The statement with numbered parameters, and their values.
    var rendered: (text: String, values: [SQLValue]) {
        var text = ""
        var values: [SQLValue] = []
        for part in parts {
            switch part {
            case .text(let piece): text += piece
            case .value(let value):
                values.append(value)
                text += "$\(values.count)"
            }
        }
        return (text, values)
    }
}

extension SQL {
    /// Collects the parts of a statement.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(2 * interpolationCount + 1)
        }

        mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }

        mutating func appendInterpolation(_ part: SQL) { parts += part.parts }

        mutating func appendInterpolation(_ value: String?) {
            // The type cannot hold the character NUL.
            let text = value.map { $0.utf8.contains(0) ? $0.replacing("\0", with: "\u{FFFD}") : $0 }
            parts.append(.value(SQLValue(text: text, type: .text)))
        }

        mutating func appendInterpolation(_ value: (some FixedWidthInteger)?) {
            parts.append(.value(SQLValue(text: value.map { "\($0)" }, type: .int8)))
        }

        mutating func appendInterpolation(_ value: Double?) {
            parts.append(.value(SQLValue(text: value.map { "\($0)" }, type: .float8)))
        }

        mutating func appendInterpolation(_ value: Bool?) {
            parts.append(.value(SQLValue(text: value.map { $0 ? "t" : "f" }, type: .bool)))
        }
    }
}

extension Sequence<SQL> {
    /// Joins parts of a statement, or values.
    func joined(_ separator: String) -> SQL {
        var result: SQL = ""
        for (index, part) in enumerated() {
            if index > 0 { result += SQL(text: separator) }
            result += part
        }
        return result
    }
}

/// A parameter of a statement, as text.
struct SQLValue: Sendable {
    /// The numbers of PostgreSQL's types, which never change.
    enum ValueType: UInt32, Sendable {
        case bool = 16
        case int8 = 20
        case text = 25
        case float8 = 701
    }

    /// The value; `nil` for NULL.
    var text: String?
    /// What the server takes it for.
    var type: ValueType
}
