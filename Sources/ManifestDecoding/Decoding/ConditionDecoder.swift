import Diagnostics
package import ModelManifest
package import YAML

/// Decodes `when`, the limits of an input that depend on the values of other inputs.
package struct ConditionDecoder {
    /// The keys of an item besides the limits.
    static let ownKeys = ["inputs", "severity", "source"]
    private static let help = "write '- inputs: {NAME: VALUE}' with limits below it"
    private static let severities = ["error", "warning"]

    /// The name of the input.
    package let name: String
    /// The type of the input.
    package let type: ValueType
    /// Receives what is wrong.
    let findings: Findings

    /// The limits that an item can have.
    package static func limits(of type: ValueType) -> [String] {
        let limits = ["size", "width", "height", "duration", "length", "pattern", "range", "enum"]
        return type == .boolean ? ["enum"] : limits.filter(DeclarationKeys.input(type).contains)
    }

    /// Decodes the items of `when`.
    ///
    /// - Parameter fields: The input's mapping.
    /// - Returns: The items that could be decoded.
    func decode(_ fields: Fields) -> [ConditionalLimits] {
        (fields.list("when", help: Self.help) ?? []).compactMap { item($0, of: fields.owner) }
    }

    private func item(_ node: Node, of owner: Owner) -> ConditionalLimits? {
        let item = Fields(
            node,
            owner: owner.part("when"),
            at: node.firstPlace,
            help: Self.help,
            findings: findings
        )
        guard let item else { return nil }
        let limits = Self.limits(of: type)
        item.reportUnknownKeys(known: Self.ownKeys + limits, hints: KeyHint.bounds)
        item.reportMissing(["inputs"], known: Self.ownKeys + limits, at: node.firstPlace, blocks: true, help: Self.help)
        if item.mapping.isWhole, !limits.contains(where: { item.mapping[$0] != nil }) {
            findings.report(
                .missingKey,
                "an item of 'when' has no limits",
                at: node.firstPlace,
                help: limits.isEmpty ? "remove it" : "add \(listed(limits)), or remove it"
            )
        }
        let conditions = Self.conditions(item, findings)
        guard !conditions.isEmpty else { return nil }
        var declaration = InputDeclaration(name: name, type: type)
        InputDecoder(findings: findings).decodeLimits(of: &declaration, item, allowed: limits)
        if limits.contains("enum") {
            declaration.allowedValues = ValueReader(type: type, findings: findings).list("enum", item)
        }
        return ConditionalLimits(
            conditions: conditions,
            limits: declaration,
            isWarning: isWarning(item),
            source: item.nonEmptyString("source")
        )
    }

    /// Decodes `inputs`, the values that other inputs must have.
    ///
    /// - Parameters:
    ///   - item: The mapping with the key.
    ///   - findings: Receives what is wrong.
    /// - Returns: The conditions; empty when there are none or they were reported.
    static func conditions(_ item: Fields, _ findings: Findings) -> [ConditionalLimits.Condition] {
        guard let pair = item.pair("inputs") else { return [] }
        let inputs = Fields(
            pair.value,
            owner: .key("inputs"),
            at: pair.place,
            help: "write 'inputs: {NAME: VALUE}'",
            findings: findings
        )
        guard let inputs else { return [] }
        if inputs.mapping.pairs.isEmpty {
            findings.report(
                .missingKey,
                "'inputs' lists no input",
                at: pair.place,
                help: "write 'inputs: {NAME: VALUE}'"
            )
        }
        return inputs.mapping.pairs.map { pair in
            .init(input: pair.key.text, values: ConditionValues.located(in: pair).map(\.value))
        }
    }

    private func isWarning(_ item: Fields) -> Bool {
        guard let pair = item.pair("severity"), let text = item.string(of: pair, isFree: false) else { return false }
        if !Self.severities.contains(text) {
            findings.reportUnknownValue(
                "severity",
                text,
                at: pair.place,
                near: nearest(to: text, in: Self.severities),
                known: Self.severities
            )
        }
        return text == "warning"
    }
}

/// The values of a condition: one, or a list.
package enum ConditionValues {
    /// Returns the values under the name of an input; what is not a value is left out.
    package static func located(in pair: Mapping.Pair) -> [Located<ScalarValue>] {
        let nodes: [Node] = if case .sequence(let items) = pair.value.content { items } else { [pair.value] }
        return nodes.prefix(ValueReader.longestList).compactMap { node in
            guard case .scalar(let scalar) = node.content else { return nil }
            let value: ScalarValue? =
                switch scalar.resolved {
                case .integer(let number): number.map { .integer($0) }
                case .number(let number): .number(number)
                case .boolean(let truth): .boolean(truth)
                case .string: .string(scalar.text)
                case .null: nil
                }
            return value.map { Located($0, at: node.span) }
        }
    }
}
