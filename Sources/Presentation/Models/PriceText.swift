package import ModelManifest
import Quantities
package import RunStore

/// Prices in words.
package enum PriceText {
    /// A manifest's price, such as `$0.12 a second`.
    package static func text(_ pricing: Pricing) -> String {
        var parts: [String] = []
        if let perSecond = pricing.usdPerOutputSecond { parts.append("\(Dollars.unitPrice(perSecond)) a second") }
        if let perRun = pricing.usdPerRun { parts.append("\(Dollars.unitPrice(perRun)) a run") }
        if let images = pricing.images { parts.append("\(rates(images.rate, pricing)) an image") }
        if let tokens = pricing.tokens { parts.append("\(rates(tokens.rate, pricing)) a million tokens") }
        return parts.isEmpty ? "unknown" : parts.joined(separator: " and ")
    }

    /// The rates that a formula can give, such as `$1.20 to $2.40`.
    private static func rates(_ formula: Formula, _ pricing: Pricing) -> String {
        let numbers = rates(in: formula, pricing)
        guard let least = numbers.min(), let most = numbers.max() else {
            return "a rate that depends on the inputs, for"
        }
        return least == most
            ? Dollars.unitPrice(least) : "\(Dollars.unitPrice(least)) to \(Dollars.unitPrice(most))"
    }

    private static func rates(in formula: Formula, _ pricing: Pricing) -> [Double] {
        switch formula {
        case .number(let number): [number]
        case .name(let name):
            pricing.values.first { $0.name == name }?.rows.flatMap { rates(in: $0.formula, pricing) } ?? []
        case .binary, .call: formula.value { _ in nil }.map { [$0.value] } ?? []
        }
    }

    /// A run's price, such as `$0.69`.
    package static func text(_ price: RunPrice) -> String { price.usd.map(Dollars.roundedUp) ?? "unknown" }
}
