import Quantities

/// Tables of keys, in Markdown, from what the schema says about them.
enum ReferenceTable {
    /// Closed sets that are longer are left to the checks.
    private static let longestSet = 16

    /// Returns a table of keys with what each is.
    ///
    /// - Parameters:
    ///   - properties: The keys with their schemas.
    ///   - required: Those that must be there.
    ///   - checks: Rules about a key, by its name.
    /// - Returns: The table's lines.
    static func keys(
        _ properties: JSONSchema,
        required: [String] = [],
        checks: [String: [String]] = [:]
    ) -> [String] {
        let rows = properties.keys.compactMap { key -> [String]? in
            guard let schema = properties[key].map(resolved) else { return nil }
            let name = required.contains(key) ? "`\(key)` **required**" : "`\(key)`"
            return [name, type(schema), meaning(schema, checks: checks[key] ?? [])]
        }
        return table(["key", "value", "meaning"], rows)
    }

    /// Returns any table.
    ///
    /// - Parameters:
    ///   - header: The titles.
    ///   - rows: The cells in Markdown.
    /// - Returns: The table's lines.
    static func table(_ header: [String], _ rows: [[String]]) -> [String] {
        let line = { (cells: [String]) in "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |"
        }
        return [line(header), "|" + String(repeating: "---|", count: header.count)] + rows.map(line)
    }

    /// Returns links to the sections of rules.
    static func links(_ rules: [String]) -> String {
        rules.map { "[\($0)](checks.md#\($0))" }.joined(separator: ", ")
    }

    // MARK: - One key

    private static func meaning(_ schema: JSONSchema, checks: [String]) -> String {
        var parts = [code(schema["description"]?.plain ?? "")].filter { !$0.isEmpty }
        if let values = schema["enum"]?.items ?? schema["items"]?["enum"]?.items {
            let shown = values.compactMap(\.plain).filter { !$0.isEmpty }
            if shown.count <= longestSet { parts.append("One of \(quoted(shown)).") }
        }
        if let examples = schema["examples"]?.items, !examples.isEmpty {
            let title = examples.count > 2 ? "Known:" : "Example:"
            parts.append("\(title) \(quoted(examples.map(\.flow))).")
        }
        if !checks.isEmpty { parts.append("Checks: \(links(checks)).") }
        return parts.joined(separator: " ")
    }

    private static func quoted(_ values: [String]) -> String {
        values.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// What a value is, in a word or two.
    private static func type(_ schema: JSONSchema) -> String {
        let types = (schema["type"]?.items ?? [schema["type"]].compactMap(\.self)).compactMap(\.plain)
            .filter { $0 != "null" }
        if let unit = schema["unit"]?.plain { return unit }
        if types == ["array"] {
            let item = schema["items"].map(resolved).map(type) ?? ""
            return item.isEmpty ? "list" : "list of \(item)s"
        }
        if types.isEmpty { return "any" }
        return types.map { $0 == "object" ? "mapping" : $0 == "array" ? "list" : $0 }.joined(separator: " or ")
    }

    /// A schema with what it refers to in place of the reference.
    private static func resolved(_ schema: JSONSchema) -> JSONSchema {
        guard let reference = schema["$ref"]?.plain, let name = reference.split(separator: "/").last.map(String.init),
            var definition = ManifestSchema.schema["$defs"]?[name]
        else { return schema }
        if name.hasSuffix("Limits") { definition["unit"] = "[limits](#limits)" }
        if ["size", "duration"].contains(name) { definition["unit"] = .string("[\(name)](#quantities)") }
        if let description = schema["description"] { definition["description"] = description }
        return definition
    }

    /// A text in which everything in single quotes is formatted as code.
    static func code(_ text: String) -> String {
        var result = ""
        var isOpen = false
        var last: Character = " "
        for (index, character) in zip(text.indices, text) {
            let next = text.index(after: index)
            let opens = !isOpen && " (".contains(last) && character == "'"
            let closes = isOpen && character == "'" && (next == text.endIndex || " .,;:)".contains(text[next]))
            if opens || closes { isOpen = opens }
            result.append(opens || closes ? "`" : character)
            last = character
        }
        return result
    }
}

extension JSONSchema {
    fileprivate var items: [JSONSchema]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// A scalar as a manifest writes it; nil for null and for what is no scalar.
    fileprivate var plain: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): NumberText.text(number)
        case .boolean(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// A value in a mapping: a string that would be read as a number is in quotes.
    private var quoted: String {
        if case .string(let text) = self, Double(text) != nil { "\"\(text)\"" } else { flow }
    }

    /// A value as a manifest writes it on one line.
    var flow: String {
        switch self {
        case .array(let items): "[\(items.map(\.flow).joined(separator: ", "))]"
        case .object(let members): "{\(members.map { "\($0.key): \($0.value.quoted)" }.joined(separator: ", "))}"
        default: plain ?? "null"
        }
    }
}
