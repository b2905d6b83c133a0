import Diagnostics
import Quantities
package import YAML

/// Reads the values of one mapping, each of the type that is wanted, and reports those of another type.
struct Fields {
    /// The mapping.
    let mapping: Mapping
    /// What the mapping is to a person.
    let owner: Owner
    /// Whether a key without a value counts as an absent key, as the platform has it.
    let allowsNull: Bool
    /// Receives what is wrong.
    let findings: Findings

    /// Opens a mapping.
    ///
    /// - Parameters:
    ///   - node: The mapping; anything else is reported.
    ///   - owner: What the mapping is to a person.
    ///   - place: The place to report.
    ///   - allowsNull: Whether a key without a value counts as an absent key.
    ///   - help: What to write instead, if the node is not a mapping.
    ///   - fix: A change that makes a mapping of it.
    ///   - findings: Receives what is wrong.
    init?(
        _ node: Node,
        owner: Owner,
        at place: Span,
        allowsNull: Bool = false,
        help: @autoclosure () -> String? = nil,
        fix: @autoclosure () -> Fix? = nil,
        findings: Findings
    ) {
        guard case .mapping(let mapping) = node.content else {
            findings.reportWrongType("\(owner)", wanted: "a mapping", found: node, at: place, help: help(), fix: fix())
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
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - isFree: Whether any string will do, so that quotes fix a value that is none.
    /// - Returns: The string; nil when there is none or it was reported.
    func string(_ key: String, isFree: Bool = true) -> String? {
        pair(key).flatMap { string(of: $0, isFree: isFree) }
    }

    /// Returns a string that is not empty.
    func nonEmptyString(_ key: String) -> String? {
        string(key).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Returns a boolean.
    func boolean(_ key: String) -> Bool? {
        guard let pair = pair(key) else { return nil }
        if case .scalar(let scalar) = pair.value.content, case .boolean(let value) = scalar.resolved { return value }
        let meant = pair.value.meantBoolean
        findings.reportWrongType(
            quoted(key),
            wanted: "true or false",
            found: pair.value,
            at: pair.place,
            help: meant.map { "write '\(key): \($0)'" } ?? "write 'true' or 'false'",
            fix: meant.flatMap { pair.value.fix(writing: String($0)) }
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
            case .integer(let value):
                AmbiguousValue.checkNumber(pair.value, scalar, findings)
                return value.map { Double($0) } ?? Double(scalar.text)
            case .number(let value) where value.isFinite:
                AmbiguousValue.checkNumber(pair.value, scalar, findings)
                return value
            default: break
            }
        }
        let meant = pair.value.meantNumber
        let amount = pair.value.string.flatMap { Self.amount($0) }
        findings.reportWrongType(
            quoted(key),
            wanted: "a number",
            found: pair.value,
            at: pair.place,
            help: meant.map { "write '\(key): \($0)'" } ?? amount.map { "write '\(key): \($0)'" },
            fix: meant.flatMap { pair.value.fix(writing: $0) }
        )
        return nil
    }

    /// The number in `$0.04`, `0.04 USD` and `0,04`; nil where something else may be meant, such as cents.
    private static func amount(_ text: String) -> String? {
        let number = text.drop { $0 == "$" || $0 == " " }
        let digits = number.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
        let unit = number[digits.endIndex...].drop { $0 == " " }.lowercased()
        guard ["", "$", "usd", "dollar", "dollars"].contains(unit), digits.filter({ $0 == "," || $0 == "." }).count <= 1
        else { return nil }
        let decimal = String(digits.map { $0 == "," ? "." : $0 })
        return Double(decimal) == nil ? nil : decimal
    }

    /// Returns a list's items.
    func list(_ key: String, help: String? = nil) -> [Node]? {
        guard let pair = pair(key) else { return nil }
        if case .sequence(let items) = pair.value.content { return items }
        if case .scalar(let scalar) = pair.value.content, scalar.style == .plain {
            let word = String(scalar.text.prefix { $0 != " " })
            let item = Mapping.Key(text: word, span: pair.value.span)
            if item.isDashWithoutBlank {
                findings.reportDashWithoutBlank(item)
                return nil
            }
        }
        let meant = meantList(pair.value)
        findings.reportWrongType(
            quoted(key),
            wanted: "a list",
            found: pair.value,
            at: pair.place,
            help: meant.map { "write \($0)" } ?? help,
            fix: meant.flatMap { pair.value.fix(writing: $0) }
        )
        return nil
    }

    /// Returns a list of strings; an item that is not one is reported and left out.
    func strings(_ key: String) -> [String]? {
        pair(key) == nil ? nil : items(key).map(\.value)
    }

    /// Returns the strings of a list with their places; an item that is not one is reported and left out.
    func items(_ key: String) -> [Located<String>] {
        let items = list(key, help: "write [a, b]") ?? []
        return items.compactMap { item in
            if let text = string(of: item) { return Located(text, at: item.span) }
            findings.reportWrongType(
                "an item of \(quoted(key))",
                wanted: "a string",
                found: item,
                at: item.span,
                help: item.helpToQuote,
                fix: item.quotingFix
            )
            return nil
        }
    }

    /// The list that a text such as `kling, avatar` or `small|large` was meant to be.
    private func meantList(_ node: Node) -> String? {
        guard case .scalar(let scalar) = node.content, scalar.style != .block, !scalar.text.isEmpty else { return nil }
        let text = scalar.text
        let isWord = { (byte: UInt8) in byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 }
        let first = text.utf8.first.map(isWord) ?? false
        let others = text.utf8.allSatisfy { isWord($0) || "-_.,| ".utf8.contains($0) }
        guard first, others, text.utf8.last.map(isWord) == true else { return nil }
        let words = text.split { $0 == "," || $0 == "|" }.map { word in
            Substring(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        guard words.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) else { return nil }
        return "[\(words.joined(separator: ", "))]"
    }
}

// MARK: - Single values

extension Fields {
    /// Returns the string of a pair.
    package func string(of pair: Mapping.Pair, isFree: Bool = true) -> String? {
        if let text = string(of: pair.value) { return text }
        findings.reportWrongType(
            quoted(pair.key.text),
            wanted: "a string",
            found: pair.value,
            at: pair.place,
            help: isFree ? pair.value.helpToQuote ?? helpToChoose(pair) : helpToChoose(pair),
            fix: isFree ? pair.value.quotingFix : nil
        )
        return nil
    }

    /// What to write instead of a list where one text belongs.
    private func helpToChoose(_ pair: Mapping.Pair) -> String? {
        guard case .sequence(let items) = pair.value.content, let first = items.first?.string else { return nil }
        return "write one text, such as '\(printable(pair.key.text)): \(printable(String(first.prefix(40))))'"
    }

    /// Returns the string that a value is; nil, and no finding, for everything else.
    package func string(of node: Node) -> String? {
        guard case .scalar(let scalar) = node.content, scalar.resolved == .string else { return nil }
        AmbiguousValue.checkString(node, scalar, findings)
        return scalar.text
    }

    /// Returns the whole number of a pair.
    ///
    /// - Parameters:
    ///   - pair: The key and the value.
    ///   - help: What to write instead of something else.
    /// - Returns: The number; nil when it was reported.
    package func integer(of pair: Mapping.Pair, help: @autoclosure () -> String? = nil) -> Int? {
        if case .scalar(let scalar) = pair.value.content, case .integer(let value) = scalar.resolved {
            if let value {
                AmbiguousValue.checkNumber(pair.value, scalar, findings)
                return value
            }
            findings.report(
                .outOfRange,
                "\(quoted(pair.key.text)) is greater than any number allowed here",
                at: pair.place,
                help: "the greatest is \(Int.max)"
            )
            return nil
        }
        let meant = pair.value.meantNumber.flatMap { Int($0) == nil ? nil : $0 }
        findings.reportWrongType(
            quoted(pair.key.text),
            wanted: "an integer",
            found: pair.value,
            at: pair.place,
            help: meant.map { "write '\(printable(pair.key.text)): \($0)'" } ?? help(),
            fix: meant.flatMap { pair.value.fix(writing: $0) }
        )
        return nil
    }
}

extension Node {
    /// The text of a scalar that is a string; nil for everything else.
    package var string: String? {
        if case .scalar(let scalar) = content, scalar.resolved == .string { scalar.text } else { nil }
    }

    /// The boolean that `yes`, `"true"` or 0 was meant to be.
    var meantBoolean: Bool? {
        guard case .scalar(let scalar) = content, scalar.text.utf8.count <= 5 else { return nil }
        switch scalar.text.lowercased() {
        case "yes", "y", "on", "true", "1": return true
        case "no", "n", "off", "false", "0": return false
        default: return nil
        }
    }

    /// The number that `"4"`, `1_000` or `4.0` was meant to be.
    var meantNumber: String? {
        guard case .scalar(let scalar) = content, scalar.style != .block else { return nil }
        if let number = Scalar(text: scalar.text, style: .plain).ambiguity?.number { return number }
        let plain = Scalar(text: scalar.text, style: .plain).resolved
        switch plain {
        case .integer(let value?): return String(value)
        case .number(let value) where value.isFinite:
            let text = NumberText.text(value)
            return text.utf8.contains(UInt8(ascii: "e")) ? nil : text
        default: return nil
        }
    }
}
