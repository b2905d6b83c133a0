/// A JSON value as text without line breaks, RFC 8259; the members of an object keep their order.
///
/// The reports write many small objects; Foundation's encoder takes longer for them and sorts the names.
struct JSONText {
    /// The text.
    let text: String

    private init(text: String) {
        self.text = text
    }

    /// `null`.
    static var null: JSONText { JSONText(text: "null") }

    /// Writes a whole number.
    static func integer(_ value: Int) -> JSONText { JSONText(text: String(value)) }

    /// Writes a string.
    static func string(_ value: String) -> JSONText {
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
            return JSONText(text: "\"\(value)\"")
        }
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // A terminal or an editor must not obey the characters of a file's name or key, either.
            case _ where scalar.isUnsafeToPrint:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return JSONText(text: text + "\"")
    }

    /// Writes a list.
    static func array(_ values: [JSONText]) -> JSONText {
        JSONText(text: "[\(values.map(\.text).joined(separator: ","))]")
    }

    /// Writes an object, its members in their order.
    static func object(_ members: [(name: String, value: JSONText)]) -> JSONText {
        JSONText(text: "{\(members.map { "\(string($0.name).text):\($0.value.text)" }.joined(separator: ","))}")
    }
}

// MARK: - Literals

extension JSONText: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
    /// Writes a string.
    init(stringLiteral value: String) { self = .string(value) }

    /// Writes an object whose members are in the order of the literal.
    init(dictionaryLiteral members: (String, JSONText)...) { self = .object(members.map { ($0, $1) }) }

    /// Writes a list.
    init(arrayLiteral values: JSONText...) { self = .array(values) }
}
