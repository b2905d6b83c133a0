/// A value of an input that is not a file, or the path or URL of one that is.
package enum ScalarValue: Sendable, Hashable {
    case string(String)
    case integer(Int)
    case number(Double)
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
    /// The value as a person would type it: without quotes, whole numbers without `.0`.
    package var description: String {
        switch self {
        case .string(let value): value
        case .integer(let value): String(value)
        case .number(let value): NumberText.text(value)
        case .boolean(let value): value ? "true" : "false"
        }
    }
}

/// Writes numbers as a person would.
enum NumberText {
    /// Returns a number without a needless `.0`.
    ///
    /// - Parameter value: The number.
    /// - Returns: `4` for 4.0, `0.12` for 0.12.
    static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
