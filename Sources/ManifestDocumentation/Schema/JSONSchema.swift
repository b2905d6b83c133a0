import Quantities

/// A JSON Schema or a part of one, written as a literal whose keys keep their order.
enum JSONSchema: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONSchema])
    case object([Member])

    /// A key with its value.
    struct Member: Sendable, Hashable {
        let key: String
        var value: JSONSchema
    }

    /// The value of a key of an object; setting one that is not there adds it at the end.
    subscript(key: String) -> JSONSchema? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.key == key }?.value
        }
        set {
            guard case .object(var members) = self else { return }
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): return
            }
            self = .object(members)
        }
    }

    /// The keys of an object, in its order.
    var keys: [String] {
        if case .object(let members) = self { members.map(\.key) } else { [] }
    }

    /// Returns an object with the keys of another put after its own.
    func with(_ other: JSONSchema) -> JSONSchema {
        guard case .object(let members) = self, case .object(let others) = other else { return other }
        return .object(members + others)
    }
}

// MARK: - Text

extension JSONSchema {
    /// The schema as JSON, indented by two spaces, with a final newline.
    var text: String {
        var text = ""
        write(to: &text, indent: 0)
        return text + "\n"
    }

    private func write(to text: inout String, indent: Int) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += NumberText.text(value)
        case .string(let value): Self.write(value, to: &text)
        case .array(let items):
            let isFlat = items.allSatisfy(\.isScalar)
            Self.write(items, in: ("[", "]"), isFlat: isFlat, to: &text, indent: indent) { item, text in
                item.write(to: &text, indent: indent + 1)
            }
        case .object(let members):
            let isFlat = members.count < 2 && members.allSatisfy(\.value.isScalar)
            Self.write(members, in: ("{", "}"), isFlat: isFlat, to: &text, indent: indent) { member, text in
                Self.write(member.key, to: &text)
                text += ": "
                member.value.write(to: &text, indent: indent + 1)
            }
        }
    }

    private var isScalar: Bool {
        switch self {
        case .null, .boolean, .integer, .number, .string: true
        case .array, .object: false
        }
    }

    private static func write<Item>(
        _ items: [Item],
        in brackets: (open: String, close: String),
        isFlat: Bool,
        to text: inout String,
        indent: Int,
        _ body: (Item, inout String) -> Void
    ) {
        func line(_ depth: Int) -> String { "\n" + String(repeating: "  ", count: depth) }
        text += brackets.open
        for (index, item) in items.enumerated() {
            if index > 0 { text += isFlat ? ", " : "," }
            if !isFlat { text += line(indent + 1) }
            body(item, &text)
        }
        text += (isFlat ? "" : line(indent)) + brackets.close
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

// MARK: - Literals

extension JSONSchema: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(stringLiteral value: String) { self = .string(value) }
    init(arrayLiteral elements: JSONSchema...) { self = .array(elements) }

    init(dictionaryLiteral elements: (String, JSONSchema)...) {
        self = .object(elements.map { Member(key: $0, value: $1) })
    }
}
