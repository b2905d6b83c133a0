/// A single value as it is written, and what it means.
package struct Scalar: Sendable, Hashable {
    /// How a scalar is written.
    package enum Style: Sendable, Hashable {
        /// Without quotes: the only style whose text can mean a number, a boolean or null.
        case plain
        /// In single or double quotes.
        case quoted
        /// As a block after `|` or `>`.
        case block
    }

    /// What a scalar means by the core schema of YAML 1.2.
    package enum Resolved: Sendable, Hashable {
        /// Nothing, `~` or `null`.
        case null
        /// `true` or `false`.
        case boolean(Bool)
        /// A whole number; nil when it does not fit 64 bits.
        case integer(Int?)
        /// A number with a fraction or an exponent, or infinity, or not a number.
        case number(Double)
        /// Everything else.
        case string

        /// The meaning as a person would call it: "an integer".
        package var kindName: String {
            switch self {
            case .null: "nothing"
            case .boolean: "a boolean"
            case .integer(nil): "an integer of more than 64 bits"
            case .integer: "an integer"
            case .number(let value) where value.isNaN: "not-a-number"
            case .number(let value) where value.isInfinite: "infinity"
            case .number: "a number"
            case .string: "a string"
            }
        }
    }

    /// The value without quotes, escapes resolved.
    package let text: String
    /// How the value is written.
    package let style: Style

    /// Creates a value.
    ///
    /// - Parameters:
    ///   - text: The value without quotes, escapes resolved.
    ///   - style: How the value is written.
    package init(text: String, style: Style) {
        self.text = text
        self.style = style
    }

    /// What the value means.
    ///
    /// See <https://yaml.org/spec/1.2.2/#1032-tag-resolution>.
    package var resolved: Resolved {
        guard style == .plain else { return .string }
        guard let first = text.firstByte else { return .null }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"),
            UInt8(ascii: "f"), UInt8(ascii: "F"):
            return text.utf8.count <= 5 ? resolvedWord : .string
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            return NumberText(text).resolved
        default:
            return .string
        }
    }

    /// Whether the value is nothing, `~` or `null`.
    package var isNull: Bool {
        guard style == .plain, let first = text.firstByte else { return style == .plain }
        return (first | 0x20 == UInt8(ascii: "n") || first == UInt8(ascii: "~")) && resolved == .null
    }

    private var resolvedWord: Resolved {
        switch text {
        case "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .boolean(true)
        case "false", "False", "FALSE": .boolean(false)
        default: .string
        }
    }
}

extension String {
    /// The first byte of the text, which mostly determines its meaning.
    package var firstByte: UInt8? {
        // Several times as fast as `utf8.first`.
        var bytes = utf8.makeIterator()
        return bytes.next()
    }
}

/// The grammar of numbers in the core schema.
private struct NumberText {
    private let text: String
    private let bytes: Substring.UTF8View

    init(_ text: String) {
        self.text = text
        self.bytes = text[...].utf8
    }

    var resolved: Scalar.Resolved {
        // By far the most common: digits alone.
        if bytes.allSatisfy({ Self.isDigit($0, radix: 10) }) { return .integer(Int(text)) }
        if let radix = prefixedRadix {
            let digits = bytes.dropFirst(2)
            guard !digits.isEmpty, digits.allSatisfy({ Self.isDigit($0, radix: radix) }) else { return .string }
            return .integer(Int(text.dropFirst(2), radix: radix))
        }
        let isSigned = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
        let unsigned = isSigned ? bytes.dropFirst() : bytes
        if !unsigned.isEmpty, unsigned.allSatisfy({ Self.isDigit($0, radix: 10) }) { return .integer(Int(text)) }
        if isDecimal(unsigned) { return Double(text).map(Scalar.Resolved.number) ?? .string }
        switch String(Substring(unsigned)) {
        case ".inf", ".Inf", ".INF": return .number(bytes.first == UInt8(ascii: "-") ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": return unsigned.count == bytes.count ? .number(.nan) : .string
        default: return .string
        }
    }

    private var prefixedRadix: Int? {
        guard bytes.first == UInt8(ascii: "0") else { return nil }
        switch bytes.dropFirst().first {
        case UInt8(ascii: "o"): return 8
        case UInt8(ascii: "x"): return 16
        default: return nil
        }
    }

    /// Whether the text is `[digits][.digits][e[sign]digits]` with at least one digit before the exponent.
    private func isDecimal(_ unsigned: Substring.UTF8View) -> Bool {
        var rest = unsigned
        var digits = Self.dropDigits(&rest)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            digits += Self.dropDigits(&rest)
        }
        guard digits > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard Self.dropDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func dropDigits(_ rest: inout Substring.UTF8View) -> Int {
        let digits = rest.prefix { isDigit($0, radix: 10) }
        rest = rest[digits.endIndex...]
        return digits.count
    }

    private static func isDigit(_ byte: UInt8, radix: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) < radix
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
        default: false
        }
    }
}
