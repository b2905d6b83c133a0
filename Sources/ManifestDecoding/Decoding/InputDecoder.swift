import Diagnostics
import Media
import ModelManifest
import YAML

/// Decodes the declaration of one input.
struct InputDecoder {
    /// Receives what is wrong.
    let findings: Findings

    /// Decodes an input.
    ///
    /// - Parameter pair: The input's name and its mapping.
    /// - Returns: The declaration; nil when the type is not known, without which nothing else means anything.
    func decode(_ pair: Mapping.Pair) -> Located<InputDeclaration>? {
        let name = pair.key.text
        findings.checkDeclarationName(name, "input", at: pair.key.span)
        AmbiguousValue.checkKey(pair.key, findings)
        let fields = Fields(
            pair.value,
            owner: Owner("input", name),
            at: pair.place,
            help: "write '\(printable(name)): {type: \(pair.value.typeName ?? "string")}'",
            fix: pair.value.typeName.flatMap { pair.value.fix(writing: "{type: \($0)}") },
            findings: findings
        )
        guard let fields else { return nil }
        guard let type = TypeReader(fields: fields).type(known: DeclarationKeys.anyInput, at: pair.key.span) else {
            fields.reportUnknownKeys(known: DeclarationKeys.anyInput, hints: KeyHint.input)
            return nil
        }
        fields.reportKeys(
            allowed: DeclarationKeys.input(type),
            known: DeclarationKeys.anyInput,
            of: "\(type.nameWithArticle) input",
            hints: KeyHint.input
        )
        var input = InputDeclaration(name: name, type: type)
        input.description = fields.string("description")
        input.deprecated = deprecated(fields)
        let allowed = DeclarationKeys.input(type)
        if allowed.contains("formats") {
            input.formats = TypeReader(fields: fields).formats(of: type)
        }
        decodeLimits(of: &input, fields, allowed: allowed)
        if allowed.contains("many"), let pair = fields.pair("many") {
            input.many = BoundsDecoder(unit: .files, fields: fields).decode(pair) ?? Bounds()
        }
        input.excludes = fields.strings("excludes") ?? []
        input.needs = fields.strings("needs") ?? []
        let values = ValueReader(type: type, findings: findings)
        if allowed.contains("subject_of") { input.subjectOf = fields.string("subject_of") }
        if allowed.contains("enum") { input.allowedValues = values.list("enum", fields) }
        input.examples = values.list("examples", fields)
        input.defaultValue = fields.pair("default").flatMap { values.value($0.value, "'default'", at: $0.place) }
        input.isRequired = fields.boolean("required") ?? (!fields.mapping.has("default"))
        if fields.mapping.has("when") {
            input.conditional = ConditionDecoder(name: name, type: type, findings: findings).decode(fields)
        }
        return Located(input, at: pair.key.span, from: fields.mapping)
    }

    private func deprecated(_ fields: Fields) -> String? {
        guard let pair = fields.pair("deprecated"), case .scalar(let scalar) = pair.value.content,
            let isDeprecated = Self.boolean(scalar, pair.value)
        else { return fields.string("deprecated") }
        let help =
            isDeprecated
            ? "explain why, and what to use instead, such as 'deprecated: use \"prompt\" instead'" : "remove the key"
        if case .boolean = scalar.resolved {
            findings.reportWrongType("'deprecated'", wanted: "a string", found: pair.value, at: pair.place, help: help)
        } else {
            findings.report(
                .wrongType,
                "'deprecated' must be a string that says why, not '\(scalar.text)'",
                at: pair.place,
                help: help
            )
        }
        return nil
    }

    /// What a value says that is a boolean, or a word that YAML 1.1 takes for one: quotes would make no reason of it.
    private static func boolean(_ scalar: Scalar, _ node: Node) -> Bool? {
        if case .boolean(let value) = scalar.resolved { return value }
        return scalar.ambiguity?.kind == .boolean ? node.meantBoolean : nil
    }

    /// Decodes the limits of an input.
    ///
    /// - Parameters:
    ///   - input: Receives the limits.
    ///   - fields: The mapping with the limits.
    ///   - allowed: The keys that the mapping can have.
    func decodeLimits(of input: inout InputDeclaration, _ fields: Fields, allowed: [String]) {
        func bounds<Value>(_ key: String, _ unit: BoundUnit<Value>) -> Bounds<Value>? {
            guard let pair = fields.pair(key), allowed.contains(key) else { return nil }
            return BoundsDecoder(unit: unit, fields: fields).decode(pair)
        }
        input.size = bounds("size", .bytes)
        input.width = bounds("width", .pixels)
        input.height = bounds("height", .pixels)
        input.duration = bounds("duration", .time)
        input.length = bounds("length", .characters)
        input.range = bounds("range", input.type == .integer ? .wholeNumber : .number)
        input.pattern = allowed.contains("pattern") ? fields.string("pattern") : nil
    }
}
