internal import Quantities

/// A value of an input that is not a file, or the path or URL of one that is.
package enum ScalarValue: Sendable, Hashable {
    /// A text, a path or a URL.
    case string(String)
    /// A whole number.
    case integer(Int)
    /// A number that may have a fraction.
    case number(Double)
    /// `true` or `false`.
    case boolean(Bool)

    /// The value as a number; nil for strings and booleans.
    package var numeric: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .string, .boolean: nil
        }
    }
}

// MARK: - CustomStringConvertible

extension ScalarValue: CustomStringConvertible {
    /// The value as a person would type it, without quotes; whole numbers have no `.0`.
    package var description: String {
        switch self {
        case .string(let value): value
        case .integer(let value): String(value)
        case .number(let value): NumberText.text(value)
        case .boolean(let value): value ? "true" : "false"
        }
    }
}
