import Diagnostics
import YAML

/// Reads the values of one mapping, each of the type that is wanted, and reports those of another type.
struct Fields {
    /// The mapping.
    let mapping: Mapping
    /// What the mapping is to a person: "manifest", "input 'image'".
    let owner: String
    /// Whether a key without a value counts as an absent key, as the platform has it.
    let allowsNull: Bool
    /// Takes in what is wrong.
    let findings: Findings

    /// Opens a mapping.
    ///
    /// - Parameters:
    ///   - node: The mapping; anything else is reported.
    ///   - owner: What the mapping is to a person.
    ///   - place: The place to report.
    ///   - allowsNull: Whether a key without a value counts as an absent key.
    ///   - help: What to write instead, if the node is not a mapping.
    ///   - findings: Takes in what is wrong.
    init?(
        _ node: Node,
        owner: String,
        at place: Span,
        allowsNull: Bool = false,
        help: String? = nil,
        findings: Findings
    ) {
        guard case .mapping(let mapping) = node.content else {
            findings.reportWrongType(owner, wanted: "a mapping", found: node, at: place, help: help)
            return nil
        }
        self.mapping = mapping
        self.owner = owner
        self.allowsNull = allowsNull
        self.findings = findings
    }

    /// Returns the pair of a key, if the mapping has it.
    func pair(_ key: String) -> Mapping.Pair? {
        guard let pair = mapping[key] else { return nil }
        if allowsNull, pair.value.isNull { return nil }
        return pair
    }

    /// Returns a string.
    func string(_ key: String) -> String? {
        pair(key).flatMap { string(of: $0) }
    }

    /// Returns a string that is not empty.
    func nonEmptyString(_ key: String) -> String? {
        string(key).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Returns a boolean.
    func boolean(_ key: String) -> Bool? {
        guard let pair = pair(key) else { return nil }
        if case .scalar(let scalar) = pair.value.content, case .boolean(let value) = scalar.resolved { return value }
        findings.reportWrongType(
            quoted(key),
            wanted: "true or false",
            found: pair.value,
            at: pair.place,
            help: booleanHelp(key, pair.value)
        )
        return nil
    }

    /// Returns a whole number.
    func integer(_ key: String) -> Int? {
        pair(key).flatMap { integer(of: $0) }
    }

    /// Returns a finite number.
    func number(_ key: String) -> Double? {
        guard let pair = pair(key) else { return nil }
        if case .scalar(let scalar) = pair.value.content {
            switch scalar.resolved {
            case .integer: return Double(scalar.text)
            case .number(let value) where value.isFinite: return value
            default: break
            }
        }
        findings.reportWrongType(quoted(key), wanted: "a number", found: pair.value, at: pair.place)
        return nil
    }

    /// Returns a list's items.
    func list(_ key: String, help: String? = nil) -> [Node]? {
        guard let pair = pair(key) else { return nil }
        if case .sequence(let items) = pair.value.content { return items }
        findings.reportWrongType(quoted(key), wanted: "a list", found: pair.value, at: pair.place, help: help)
        return nil
    }

    /// Returns a list of strings; an item that is not one is reported and left out.
    func strings(_ key: String) -> [String]? {
        list(key, help: "write [a, b]")?.compactMap { item in
            if let text = item.string { return text }
            findings.reportWrongType(
                "an item of \(quoted(key))",
                wanted: "a string",
                found: item,
                at: item.span,
                help: item.helpToQuote
            )
            return nil
        }
    }
}

// MARK: - Single values

extension Fields {
    /// Returns the string that a pair holds.
    func string(of pair: Mapping.Pair) -> String? {
        if let text = pair.value.string { return text }
        findings.reportWrongType(
            quoted(pair.key.text),
            wanted: "a string",
            found: pair.value,
            at: pair.place,
            help: pair.value.helpToQuote
        )
        return nil
    }

    /// Returns the whole number that a pair holds.
    ///
    /// - Parameters:
    ///   - pair: The key and the value.
    ///   - help: What to write instead of something else.
    /// - Returns: The number; nil when it was reported.
    func integer(of pair: Mapping.Pair, help: String? = nil) -> Int? {
        if case .scalar(let scalar) = pair.value.content, case .integer(let value) = scalar.resolved {
            if let value { return value }
            findings.report(
                .outOfRange,
                "\(quoted(pair.key.text)) is greater than any number here can be",
                at: pair.place,
                help: "the greatest is \(Int.max)"
            )
            return nil
        }
        findings.reportWrongType(
            quoted(pair.key.text),
            wanted: "an integer",
            found: pair.value,
            at: pair.place,
            help: help
        )
        return nil
    }

    private func booleanHelp(_ key: String, _ node: Node) -> String {
        guard case .scalar(let scalar) = node.content else { return "write 'true' or 'false'" }
        switch scalar.text.lowercased() {
        case "yes", "y", "on", "true", "1": return "write '\(key): true'"
        case "no", "n", "off", "false", "0": return "write '\(key): false'"
        default: return "write 'true' or 'false'"
        }
    }
}

extension Node {
    /// The text of a scalar that is a string; nil for everything else.
    var string: String? {
        if case .scalar(let scalar) = content, scalar.resolved == .string { scalar.text } else { nil }
    }

    /// How to make a string of a scalar that is none.
    var helpToQuote: String? {
        guard case .scalar(let scalar) = content, scalar.resolved != .null else { return nil }
        return "put it in quotes: \"\(scalar.text)\""
    }
}
