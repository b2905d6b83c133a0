package import Diagnostics
import ManifestDecoding
import ModelManifest
import YAML

extension Rule {
    /// A condition that can never hold.
    package static let unknownCondition = Rule(
        "unknown-condition",
        "A condition of 'when', or of a value of 'pricing', names another input and values that it allows.",
        isMandatory: true
    )
}

/// Limits whose condition never holds would be silently ignored.
enum UnknownCondition: ManifestRule {
    static var rule: Rule { .unknownCondition }

    /// Reports conditions about unknown inputs, files, and values that the other input does not allow.
    static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        // By index, since a declaration is large and few have conditions.
        for index in manifest.inputs.indices where !manifest.inputs[index].value.conditional.isEmpty {
            let input = manifest.inputs[index]
            check(input.mapping?["when"], of: input.value.name, manifest, findings)
        }
        guard case .mapping(let values) = manifest.pricing?.mapping?["values"]?.value.content else { return }
        for pair in values.pairs { check(pair, of: nil, manifest, findings) }
    }

    /// Checks a list of mappings with conditions.
    private static func check(
        _ list: Mapping.Pair?,
        of input: String?,
        _ manifest: LocatedManifest,
        _ findings: Findings
    ) {
        guard case .sequence(let items) = list?.value.content else { return }
        for item in items {
            guard case .mapping(let mapping) = item.content,
                case .mapping(let inputs) = mapping["inputs"]?.value.content
            else { continue }
            for pair in inputs.pairs { checkCondition(pair, of: input, manifest, findings) }
        }
    }

    private static func checkCondition(
        _ pair: Mapping.Pair,
        of input: String?,
        _ manifest: LocatedManifest,
        _ findings: Findings
    ) {
        let name = pair.key.text
        let usable = manifest.manifest.inputs.filter { $0.name != input && !$0.type.isFile }
        guard let other = usable.first(where: { $0.name == name }) else {
            guard manifest.hasAllInputs, !manifest.brokenInputs.contains(name) else { return }
            let near = nearest(to: name, in: usable.map(\.name)).map { "did you mean '\($0)'? " } ?? ""
            let names = usable.map(\.name)
            let isInput = manifest.manifest.input(name) != nil
            findings.report(
                .unknownCondition,
                isInput ? "a condition cannot refer to \(quoted(name))" : "no input is named \(quoted(name))",
                at: pair.key.span,
                help: names.isEmpty
                    ? "declare an input with a text, a number or a boolean"
                    : "\(near)conditions here can refer to \(listed(names))"
            )
            return
        }
        let values = ConditionValues.located(in: pair)
        if values.isEmpty {
            findings.report(
                .unknownCondition,
                "the condition on \(quoted(name)) has no value",
                at: pair.place,
                help: "write \(other.type.nameWithArticle), or a list"
            )
        }
        for value in values {
            let broken = other.violations(of: value.value).first { !$0.isRecommendation }
            guard !value.value.fits(other.type) || broken != nil else { continue }
            findings.report(
                .unknownCondition,
                "\(quoted(name)) is never \(quoted(value.value.description))",
                at: value.place,
                help: broken.map { "its '\($0.constraint)' allows \($0.allowed)" }
                    ?? "write \(other.type.nameWithArticle)"
            )
        }
    }
}

extension ScalarValue {
    /// Whether an input of a type can have the value.
    fileprivate func fits(_ type: ValueType) -> Bool {
        switch self {
        case .integer: type == .integer || type == .number
        case .number(let number): type == .number || type == .integer && number == number.rounded()
        case .boolean: type == .boolean
        case .string: type == .string
        }
    }
}
