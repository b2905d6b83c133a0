internal import ErrorReporting
internal import ModelManifest
internal import ModelSupply
internal import Quantities

/// A price to compare with limits and to agree to: of one run, or of many runs together.
package enum PurchasePrice: Sendable, Hashable {
    /// What one run costs.
    case run(CostEstimate)
    /// What many runs cost together.
    case series(SeriesPrice)

    /// The amount in US dollars; `nil` when a part of it is unknown.
    package var usd: Double? {
        switch self {
        case .run(let estimate): estimate.usd
        case .series(let price): price.unknownRuns == 0 ? price.knownUSD : nil
        }
    }

    /// Whether nothing can be charged.
    package var isFree: Bool {
        switch self {
        case .run(let estimate): estimate == .free
        case .series(let price): price.isFree
        }
    }

    /// How many runs are charged.
    var chargedRuns: Int {
        switch self {
        case .run: 1
        case .series(let price): price.chargedRuns
        }
    }

    /// The price as an estimate, for whoever is asked.
    var estimate: CostEstimate {
        switch self {
        case .run(let estimate): estimate
        case .series(let price):
            usd.map { .known(usd: $0, seconds: nil) }
                ?? .unknown(reason: price.reason ?? "it is unknown for some runs", atMost: price.atMost)
        }
    }
}

// MARK: - In words

extension PurchasePrice {
    /// The amount in words.
    var words: String {
        switch self {
        case .run(let estimate): estimate.description
        case .series(let price): price.description
        }
    }

    /// That a price is too high.
    ///
    /// - Parameters:
    ///   - name: The name of the limit.
    ///   - allowed: What it allows, in words.
    /// - Returns: The error, with `over-budget`.
    func excess(over name: String, _ allowed: String) -> RunnerError {
        switch self {
        case .run(let estimate):
            RunnerError(
                .overBudget,
                "the run would cost \(estimate); \(name) allows \(allowed)",
                help: "raise the limit, or use shorter inputs; nothing was sent"
            )
        case .series(let price):
            RunnerError(
                .overBudget,
                "the runs would cost \(price); \(name) allows \(allowed) for all of them",
                help: "raise the limit, or run fewer rows with --limit; nothing was sent"
            )
        }
    }

    /// That a price is unknown, so that no limit allows it.
    ///
    /// - Parameters:
    ///   - name: The name of the limit.
    ///   - model: The model.
    /// - Returns: The error, with `over-budget`.
    func unknown(under name: String, _ model: ModelDirectory) -> RunnerError {
        let cannot = "so it cannot be checked against \(name)"
        switch self {
        case .series(let price):
            return RunnerError(
                .overBudget,
                "the price of \(price.unknownRuns) of \(price.runs) runs is \(price.reason ?? "unknown"), \(cannot)",
                help: "use local files, whose length can be measured, or omit the limit; nothing was sent"
            )
        case .run(.unknown(let reason, _)):
            return RunnerError(
                .overBudget,
                "the price is unknown, since \(reason), \(cannot)",
                help:
                    "use a local file, whose length can be measured, or check links with --check-urls, or unset the limit; nothing was sent"
            )
        case .run:
            return RunnerError(
                .overBudget,
                "the manifest of '\(model.manifest.fullName)' declares no price, \(cannot)",
                help: "if it costs nothing, declare 'pricing: {usd_per_run: 0}' in \(model.path)/inf.yml, or unset "
                    + "the limit; nothing was sent"
            )
        }
    }

    /// That there is no consent to pay it.
    var refusal: String {
        switch self {
        case .run(.known(let usd, _)):
            "this run costs about \(Dollars.roundedUp(usd)), but consent to pay is missing"
        case .run(.undeclared), .run(.free):
            "this run may be charged, and its price is unknown since the manifest declares none"
        case .run(.unknown(let reason, _)): "this run is charged, and its price is unknown since \(reason)"
        case .series(let price): "the runs cost \(price), but consent to pay is missing"
        }
    }
}
