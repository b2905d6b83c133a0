import Diagnostics
import ModelManifest
import YAML

/// Decodes `pricing`.
package struct PricingDecoder {
    /// The keys of prices, one of which is required.
    package static let prices = ["usd_per_output_second", "usd_per_run", "usd_per_image", "usd_per_million_tokens"]
    private static let others = ["duration_from", "images", "tokens", "values"]

    /// Receives what is wrong.
    let findings: Findings

    /// Decodes the price of a prediction.
    ///
    /// - Parameter manifest: The manifest's mapping.
    /// - Returns: The price; nil without the key `pricing`.
    func decode(_ manifest: Fields) -> Located<Pricing>? {
        guard let pair = manifest.mapping["pricing"] else { return nil }
        let fields = Fields(
            pair.value,
            owner: .key("pricing"),
            at: pair.place,
            help: "write 'pricing: {usd_per_run: 0.05}'",
            findings: findings
        )
        guard let fields else { return nil }
        fields.reportUnknownKeys(known: Self.prices + Self.others, hints: KeyHint.pricing)
        let pricing = Pricing(
            usdPerOutputSecond: price("usd_per_output_second", fields),
            usdPerRun: price("usd_per_run", fields),
            durationFrom: fields.string("duration_from"),
            // Without a formula a run makes one image; only the service knows the number of tokens.
            images: metered("usd_per_image", "images", fields, unit: 1, otherwise: .number(1)),
            tokens: metered("usd_per_million_tokens", "tokens", fields, unit: 1_000_000, otherwise: nil),
            values: values(fields)
        )
        // An unknown key was meant to be the price, and is reported as such.
        let keys = fields.mapping.pairs.map(\.key.text)
        if fields.mapping.isWhole, keys.allSatisfy(Self.others.contains) {
            findings.report(
                .missingKey,
                "'pricing' has no price",
                at: pair.key.span,
                help: "give \(listed(Self.prices)), or remove 'pricing'"
            )
        }
        return Located(pricing, at: pair.key.span, from: fields.mapping)
    }

    private func price(_ key: String, _ fields: Fields) -> Double? {
        guard let pair = fields.pair(key), let price = fields.number(key) else { return nil }
        guard price >= 0 else {
            findings.reportNegative(quoted(key), at: pair.place)
            return nil
        }
        return price
    }

    private func metered(
        _ rateKey: String,
        _ countKey: String,
        _ fields: Fields,
        unit: Double,
        otherwise: Formula?
    ) -> Pricing.Metered? {
        let reader = FormulaReader(findings: findings)
        let count = fields.pair(countKey)
        guard let pair = fields.pair(rateKey) else {
            if let count {
                findings.report(
                    .missingKey,
                    "'\(countKey)' has no price",
                    at: count.key.span,
                    help: "add '\(rateKey)', or remove '\(countKey)'"
                )
            }
            return nil
        }
        let formula = count.flatMap(reader.formula)
        return reader.formula(pair).map { Pricing.Metered(rate: $0, count: formula ?? otherwise, unit: unit) }
    }
}

// MARK: - Values

extension PricingDecoder {
    private static let rowKeys = ["inputs", "is", "at_most", "reason"]
    private static let rowHelp = "write '- is: FORMULA' or '- at_most: FORMULA', with 'inputs: {NAME: VALUE}' before it"

    private func values(_ fields: Fields) -> [PriceValue] {
        guard let pair = fields.pair("values") else { return [] }
        let values = Fields(
            pair.value,
            owner: .key("values"),
            at: pair.place,
            help: "write 'values: {NAME: [{is: FORMULA}]}'",
            findings: findings
        )
        guard let values else { return [] }
        return values.mapping.pairs.map { pair in
            findings.checkDeclarationName(pair.key.text, "value", at: pair.key.span)
            let rows = values.list(pair.key.text, help: Self.rowHelp) ?? []
            return PriceValue(name: pair.key.text, rows: rows.compactMap { row($0, of: values.owner) })
        }
    }

    private func row(_ node: Node, of owner: Owner) -> PriceValue.Row? {
        let row = Fields(node, owner: owner, at: node.firstPlace, help: Self.rowHelp, findings: findings)
        guard let row else { return nil }
        row.reportUnknownKeys(known: Self.rowKeys, hints: [:])
        let exact = row.pair("is")
        let bound = row.pair("at_most")
        guard (exact == nil) != (bound == nil), let pair = exact ?? bound else {
            if row.mapping.isWhole {
                findings.report(
                    .missingKey,
                    exact == nil ? "a row of 'values' has no value" : "a row of 'values' has two values",
                    at: node.firstPlace,
                    help: Self.rowHelp
                )
            }
            return nil
        }
        guard let formula = FormulaReader(findings: findings).formula(pair) else { return nil }
        return PriceValue.Row(
            conditions: row.pair("inputs") == nil ? [] : ConditionDecoder.conditions(row, findings),
            formula: formula,
            isExact: exact != nil,
            reason: row.nonEmptyString("reason")
        )
    }
}
