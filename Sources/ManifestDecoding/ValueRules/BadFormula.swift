package import Diagnostics
import ModelManifest
import YAML

extension Rule {
    /// A formula that cannot be calculated.
    package static let badFormula = Rule(
        "bad-formula",
        "A formula of 'pricing' can be calculated from numbers, inputs that are numbers, and 'values'.",
        isMandatory: true
    )
}

/// A price that cannot be calculated would always be unknown.
package enum BadFormula: ManifestRule {
    /// The id, the severity and the demand.
    package static var rule: Rule { .badFormula }

    /// Reports names in formulas that stand for nothing, and values that no formula uses.
    package static func check(_ manifest: LocatedManifest, _ findings: Findings) {
        guard let pricing = manifest.pricing, manifest.hasAllInputs else { return }
        let numbers = manifest.manifest.inputs.filter { $0.type == .integer || $0.type == .number }.map(\.name)
        var known = numbers
        var used: Set<String> = []
        func check(_ formula: Formula?, at place: Span, _ known: [String]) {
            for name in (formula?.names ?? []).sorted() {
                used.insert(name)
                guard !known.contains(name), !manifest.brokenInputs.contains(name) else { continue }
                let near = nearest(to: name, in: known).map { "did you mean '\($0)'? " } ?? ""
                let isInput = manifest.manifest.input(name) != nil
                findings.report(
                    .badFormula,
                    isInput
                        ? "the input \(quoted(name)) is not a number"
                        : "no input and no earlier value is named \(quoted(name))",
                    at: place,
                    help: known.isEmpty
                        ? "define it under 'values', or declare an input that is a number"
                        : "\(near)formulas here can use \(listed(known, "and"))"
                )
            }
        }
        for value in pricing.value.values {
            let place = pricing.place(of: "values", value.name)
            for row in value.rows { check(row.formula, at: place, known) }
            if numbers.contains(value.name) {
                findings.report(
                    .badFormula,
                    "\(quoted(value.name)) is an input and a value",
                    at: place,
                    help: "give the value another name"
                )
            }
            known.append(value.name)
        }
        let parts: [(key: String, formula: Formula?)] = [
            ("usd_per_image", pricing.value.images?.rate), ("images", pricing.value.images?.count),
            ("usd_per_million_tokens", pricing.value.tokens?.rate), ("tokens", pricing.value.tokens?.count),
        ]
        for part in parts { check(part.formula, at: pricing.place(of: part.key), known) }
        for value in pricing.value.values where !used.contains(value.name) {
            findings.report(
                .badFormula,
                "no formula uses the value \(quoted(value.name))",
                at: pricing.place(of: "values", value.name),
                help: "use it, or remove it"
            )
        }
    }
}
