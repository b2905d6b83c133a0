import Diagnostics

/// A line in which a key and its value were not written as 'key: value'.
///
/// libyaml only knows that a ':' with a space is missing, and often says so at the next line.
struct KeySlip {
    /// What is wrong.
    let message: String
    /// What to write instead.
    let help: String
    /// The place within the line: a column from 1 and a length.
    let column: Int
    /// How many scalars are wrong.
    let length: Int

    /// Looks for a slip.
    ///
    /// - Parameter line: A line without 'key: value' that does not start a value of several lines.
    init?(_ line: String) {
        let scalars = Array(line.unicodeScalars)
        var start = scalars.firstIndex { $0 != " " && $0 != "\t" } ?? scalars.endIndex
        if scalars[start...].starts(with: ["-", " "]) { start += 2 }
        let end = scalars[start...].firstIndex { !Self.isWord($0) } ?? scalars.endIndex
        guard end > start, end < scalars.endIndex, !Self.isDigit(scalars[start]) else { return nil }
        let key = String(String.UnicodeScalarView(scalars[start..<end]))
        let rest = scalars[end...].drop { $0 == " " }
        guard let sign = rest.first else { return nil }
        let value = Self.value(rest.dropFirst())
        let correct = value.utf8.count <= 60 ? "'\(key): \(printable(value))'" : "'\(key): …'"
        switch sign {
        case ":" where rest.startIndex == end:
            guard let next = rest.dropFirst().first, next != "/", next != " " else { return nil }
            if next.isBlankLike {
                message = "\(next.notation) after the ':' of \(quoted(key)), where YAML takes only a space"
            } else {
                message = "no space after the ':' of \(quoted(key))"
            }
        case "\u{FF1A}", "\u{FE55}", "\u{A789}":
            message = "\(sign.notation) is not the ':' of YAML"
        case "=" where rest.dropFirst().first != "=":
            message = "'=' after the key \(quoted(key))"
        default:
            return nil
        }
        help = "write \(correct)"
        column = rest.startIndex + 1
        length = 1
    }

    private static func value(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var scalars = scalars.drop { $0 == " " || $0.isBlankLike }
        if let comment = scalars.indices.dropFirst().first(where: { scalars[$0] == "#" && scalars[$0 - 1] == " " }) {
            scalars = scalars[..<comment]
        }
        while scalars.last == " " { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return false }
        let letter = scalar.value | 0x20
        return letter >= 0x61 && letter <= 0x7A || isDigit(scalar) || scalar == "_" || scalar == "-"
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x30 && scalar.value <= 0x39
    }
}

extension Unicode.Scalar {
    /// Whether the scalar looks like a space, or like nothing, and is a letter to YAML.
    var isBlankLike: Bool {
        switch value {
        case 0xA0, 0x1680, 0x2000...0x200B, 0x202F, 0x205F, 0x2060, 0x3000: true
        default: false
        }
    }

    /// The scalar in the words of a message.
    var notation: String {
        let digits = String(value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        if value == 0xA0 || value == 0x202F { return "a no-break space (\(code))" }
        return isBlankLike ? "an unusual space (\(code))" : "'\(self)' (\(code))"
    }
}
