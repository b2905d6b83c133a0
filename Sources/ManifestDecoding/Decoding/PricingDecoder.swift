import Diagnostics
import ModelManifest
import YAML

/// Decodes `pricing`.
struct PricingDecoder {
    private static let prices = ["usd_per_output_second", "usd_per_run"]

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
        let known = Self.prices + ["duration_from"]
        fields.reportUnknownKeys(known: known, hints: KeyHint.pricing)
        let pricing = Pricing(
            usdPerOutputSecond: price("usd_per_output_second", fields),
            usdPerRun: price("usd_per_run", fields),
            durationFrom: fields.string("duration_from")
        )
        // An unknown key was meant to be the price, and is reported as such.
        let keys = fields.mapping.pairs.map(\.key.text)
        if fields.mapping.isWhole, keys.allSatisfy({ $0 == "duration_from" }) {
            findings.report(
                .missingKey,
                "'pricing' names no price",
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
}
