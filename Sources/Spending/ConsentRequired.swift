package import ErrorReporting
internal import InferenceKit
internal import Quantities

/// What may be charged, one run or many together, without consent.
package struct ConsentRequired: Error, Sendable, Hashable {
    /// The stable name of this error.
    package static let code = "consent-required"

    /// What it will cost.
    package let price: PurchasePrice
    /// Whether a remote caller asked, who cannot consent alone.
    package let isRemote: Bool

    /// Refuses.
    ///
    /// - Parameters:
    ///   - price: What it will cost.
    ///   - isRemote: Whether a remote caller asked.
    package init(_ price: PurchasePrice, isRemote: Bool = false) {
        self.price = price
        self.isRemote = isRemote
    }

    /// Refuses one run.
    ///
    /// - Parameters:
    ///   - estimate: What it will cost.
    ///   - isRemote: Whether a remote caller asked.
    package init(estimate: CostEstimate, isRemote: Bool = false) {
        self.init(.run(estimate), isRemote: isRemote)
    }

    /// What it will cost, as an estimate.
    package var estimate: CostEstimate { price.estimate }

    /// The price that a limit could cover; `nil` while it is unknown.
    private var coverable: Double? { price.isFree ? nil : price.usd }

    /// What is wrong, with the price.
    package var message: String { price.refusal }

    /// The ways to consent: options and variables, the simplest first.
    package var ways: [String] {
        guard !isRemote else {
            guard coverable != nil else { return [] }
            return ["runner tokens add --max-cost", "runner tokens add --max-cost-per-day", "runner serve --max-cost"]
        }
        guard let usd = coverable else { return ["--yes"] }
        return ["--yes", "--max-cost \(Dollars.roundedUp(usd).dropFirst())", "RUNNER_MAX_COST_PER_DAY"]
    }

    /// What to do.
    package var help: String {
        if isRemote {
            guard let usd = price.usd else {
                return
                    "ask the server's owner; no limit covers an unknown price, so this model cannot be used here as it is. "
                    + "Nothing was sent"
            }
            return "ask the server's owner for a token with a limit that covers the price (--max-cost "
                + "\(Dollars.roundedUp(usd).dropFirst()) or --max-cost-per-day), or for such a limit of the server. Nothing was sent"
        }
        guard let usd = price.usd else {
            return "pass --yes to pay whatever it costs; no limit covers an unknown price. Nothing was sent"
        }
        return
            "agree with --yes, or set a limit that covers the price: --max-cost \(Dollars.roundedUp(usd).dropFirst()), or "
            + "RUNNER_MAX_COST_PER_DAY. Nothing was sent"
    }
}

extension ConsentRequired: ReportedError {
    /// What the error says, with the price and the ways to consent for programs.
    package var report: ErrorReport {
        ErrorReport(
            code: Self.code,
            message: message,
            help: help,
            exitStatus: .notPermitted,
            details: [
                "price_usd": price.usd.map { .double(($0 * 10_000).rounded() / 10_000) } ?? .null,
                "ways": .array(ways.map { .string($0) }),
            ]
        )
    }
}
