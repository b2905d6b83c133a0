internal import Diagnostics
package import InferenceKit

extension JSONValue {
    /// The value as JSON text, names sorted, without blanks, and safe for a terminal and a log.
    ///
    /// Foundation's encoder takes many times as long for a value that is a tree already; lists of 100,000 runs are printed.
    package var printableText: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .double(let value): text += Self.number(value)
        case .string(let value): text += Self.string(value)
        case .array(let elements):
            var separator = "["
            for element in elements {
                text += separator
                element.write(to: &text)
                separator = ","
            }
            text += elements.isEmpty ? "[]" : "]"
        case .object(let members):
            var separator = "{"
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                text += separator
                text += Self.string(name)
                text += ":"
                value.write(to: &text)
                separator = ","
            }
            text += members.isEmpty ? "{}" : "}"
        }
    }

    /// No JSON text can hold NaN or an infinity.
    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func string(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { byte in
            byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                && byte != UInt8(ascii: "#")
        }
        if isPlain { return "\"\(value)\"" }
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return printableJSON(text + "\"")
    }
}
