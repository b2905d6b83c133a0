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
        return parts.isEmpty ? "unknown" : parts.joined(separator: " and ")
    }

    /// A run's price, such as `$0.69`.
    package static func text(_ price: RunPrice) -> String { price.usd.map(Dollars.roundedUp) ?? "unknown" }
}
