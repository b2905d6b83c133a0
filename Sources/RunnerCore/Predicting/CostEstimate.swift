package import ModelManifest
package import RunStore

/// What a run will cost, as far as that can be known before.
package enum CostEstimate: Sendable, Hashable {
    /// The manifest declares no price, so nothing is known; most such models cost nothing.
    case undeclared
    /// It will cost this much.
    case known(usd: Double, seconds: Double?)
    /// It costs something that cannot be known; never taken for nothing.
    case unknown(reason: String)

    /// Estimates from the manifest's price and the measured length of an input.
    ///
    /// - Parameters:
    ///   - pricing: The manifest's price.
    ///   - inputs: The checked inputs.
    package init(_ pricing: Pricing?, _ inputs: CheckedInputs) {
        guard let pricing else {
            self = .undeclared
            return
        }
        let seconds = pricing.durationFrom.flatMap { inputs.seconds(of: $0) }
        if let usd = pricing.estimate(seconds: seconds) {
            self = .known(usd: usd, seconds: seconds)
        } else if let source = pricing.durationFrom {
            self = .unknown(reason: "how long '\(source)' lasts is not known")
        } else {
            self = .unknown(reason: "the length of the output is not known")
        }
    }

    /// The estimate for the record, where what is not declared is as unknown as what cannot be known.
    package var price: RunPrice { usd.map(RunPrice.usd) ?? .unknown }

    /// The amount, when it is known.
    package var usd: Double? {
        switch self {
        case .known(let usd, _): usd
        case .undeclared, .unknown: nil
        }
    }
}

extension CostEstimate: CustomStringConvertible {
    /// The amount in words.
    package var description: String {
        switch self {
        case .undeclared: "not declared"
        case .known(let usd, let seconds?): "\(dollars(usd)) for \(UnitText.number((seconds * 100).rounded() / 100)) s"
        case .known(let usd, nil): dollars(usd)
        case .unknown(let reason): "unknown, since \(reason)"
        }
    }
}

extension RunPrice {
    /// What a run has cost.
    ///
    /// - Parameters:
    ///   - pricing: The manifest's price.
    ///   - seconds: How long what it made lasts.
    ///   - isCharged: Whether the service charges for it.
    init(_ pricing: Pricing?, seconds: Double?, isCharged: Bool) {
        guard isCharged else {
            self = .usd(0)
            return
        }
        self = pricing?.estimate(seconds: seconds).map(RunPrice.usd) ?? .unknown
    }
}

/// An amount with cents, rounded up, so that no estimate is below what is charged.
package func dollars(_ usd: Double) -> String {
    let cents = Int((max(0, min(usd, 1e12)) * 100 - 1e-6).rounded(.up))
    return "$\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
}
