import ModelManifest

/// A manifest's price in words.
enum PriceText {
    /// The price, such as `$0.12 a second`.
    static func text(_ pricing: Pricing) -> String {
        var parts: [String] = []
        if let perSecond = pricing.usdPerOutputSecond { parts.append("$\(UnitText.number(perSecond)) a second") }
        if let perRun = pricing.usdPerRun { parts.append("$\(UnitText.number(perRun)) a run") }
        return parts.isEmpty ? "unknown" : parts.joined(separator: " and ")
    }
}
