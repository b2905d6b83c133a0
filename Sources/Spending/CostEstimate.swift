package import InferenceKit
package import ModelInputs
package import ModelManifest
internal import Quantities
package import RunStore

/// What a run will cost, as far as that is known in advance.
package enum CostEstimate: Sendable, Hashable {
    /// The manifest declares no price, but keys with which an account could be charged, or the user allows any price.
    case undeclared
    /// It costs nothing: the manifest declares neither a price nor a key, and a paid step is stopped before it begins.
    case free
    /// It will cost this much.
    case known(usd: Double, seconds: Double?)
    /// It costs an unknown amount, which never counts as nothing, but may have an upper bound in US dollars.
    case unknown(reason: String, atMost: Double?)

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
        switch pricing.amount(seconds: seconds, inputs: inputs.scalars) {
        case .exact(let usd): self = .known(usd: usd, seconds: pricing.usdPerOutputSecond == nil ? nil : seconds)
        case .unknown(let reason, let atMost): self = .unknown(reason: Self.text(reason, atMost), atMost: atMost)
        }
    }

    /// Why a price is unknown, with its upper bound.
    private static func text(_ reason: String, _ atMost: Double?) -> String {
        atMost.map { "\(reason); it is at most \(Dollars.roundedUp($0))" } ?? reason
    }

    /// Takes up an estimate that was recorded, where the manifest's lack of a price looks like one of 0 or an unknown one.
    package init(recorded price: RunPrice, _ pricing: Pricing?) {
        switch price {
        case .usd where pricing == nil: self = .free
        case .unknown where pricing == nil: self = .undeclared
        case .usd(let usd): self = .known(usd: usd, seconds: nil)
        case .unknown: self = .unknown(reason: "it was unknown when the run was recorded", atMost: nil)
        }
    }

    /// The estimate for the record, in which an undeclared price is unknown.
    package var price: RunPrice { usd.map(RunPrice.usd) ?? .unknown }

    /// How long the output will be in seconds, if the price depends on that and it is known.
    package var seconds: Double? {
        guard case .known(_, let seconds) = self else { return nil }
        return seconds
    }

    /// The amount, if it is known.
    package var usd: Double? {
        switch self {
        case .known(let usd, _): usd
        case .free: 0
        case .undeclared, .unknown: nil
        }
    }

    /// The most that it can be in US dollars, as far as that is known.
    package var atMost: Double? {
        if case .unknown(_, let bound) = self { return bound }
        return usd
    }
}

extension CostEstimate {
    /// What to say about a price that is known now, when it is higher than this by a cent or more.
    ///
    /// - Parameter price: What the run has cost.
    /// - Returns: A warning; `nil` when the estimate was right, or one of the two is unknown.
    package func warning(about price: RunPrice) -> String? {
        guard let usd, let paid = price.usd, paid - usd > 0.01 - 1e-9 else { return nil }
        return
            "the run cost \(Dollars.roundedUp(paid)), which is more than the estimate of \(Dollars.roundedUp(usd)): the output is "
            + "longer than estimated; only the service's bill is authoritative"
    }
}

extension CostEstimate: CustomStringConvertible {
    /// The amount in words.
    package var description: String {
        switch self {
        case .undeclared: "not declared"
        case .free: "free"
        case .known(let usd, let seconds?):
            "\(Dollars.roundedUp(usd)) for \(UnitText.number((seconds * 100).rounded() / 100)) s"
        case .known(let usd, nil): Dollars.roundedUp(usd)
        case .unknown(let reason, _): "unknown, since \(reason)"
        }
    }
}

extension RunPrice {
    /// What a run has cost.
    ///
    /// - Parameters:
    ///   - pricing: The manifest's price.
    ///   - seconds: The length of the output.
    ///   - inputs: The values of the inputs.
    ///   - usage: What the service says that it charges for.
    ///   - isCharged: Whether the service charges for it.
    package init(
        _ pricing: Pricing?,
        seconds: Double?,
        inputs: [String: ScalarValue] = [:],
        usage: ServiceUsage? = nil,
        isCharged: Bool
    ) {
        guard isCharged else {
            self = .usd(0)
            return
        }
        let used = Pricing.Usage(tokens: usage?.tokens, images: usage?.images)
        self = pricing?.amount(seconds: seconds, inputs: inputs, usage: used).usd.map(RunPrice.usd) ?? .unknown
    }
}
