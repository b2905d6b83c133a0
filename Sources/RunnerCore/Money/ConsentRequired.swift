package import ErrorReporting
internal import InferenceKit
internal import Quantities

/// A run that may be charged, without consent.
package struct ConsentRequired: Error, Sendable, Hashable {
    /// The stable name of this error.
    package static let code = "consent-required"

    /// What the run will cost.
    package let estimate: CostEstimate
    /// Whether a remote caller asked, who cannot consent alone.
    package var isRemote = false

    /// What is wrong, with the price.
    package var message: String {
        switch estimate {
        case .known(let usd, _): "this run costs about \(Dollars.roundedUp(usd)), but consent to pay is missing"
        case .undeclared, .free:
            "this run may be charged, and its price is unknown since the manifest declares none"
        case .unknown(let reason, _): "this run is charged, and its price is unknown since \(reason)"
        }
    }

    /// The ways to consent: options and variables, the simplest first.
    package var ways: [String] {
        guard !isRemote else {
            guard estimate != .free, estimate.usd != nil else { return [] }
            return ["runner tokens add --max-cost", "runner tokens add --max-cost-per-day", "runner serve --max-cost"]
        }
        guard estimate != .free, let usd = estimate.usd else { return ["--yes"] }
        return ["--yes", "--max-cost \(Dollars.roundedUp(usd).dropFirst())", "RUNNER_MAX_COST_PER_DAY"]
    }

    /// What to do.
    package var help: String {
        if isRemote {
            guard let usd = estimate.usd else {
                return
                    "ask the server's owner; no limit covers an unknown price, so this model cannot be used here as it is. "
                    + "Nothing was sent"
            }
            return "ask the server's owner for a token with a limit that covers the price (--max-cost "
                + "\(Dollars.roundedUp(usd).dropFirst()) or --max-cost-per-day), or for such a limit of the server. Nothing was sent"
        }
        guard let usd = estimate.usd else {
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
                "price_usd": estimate.usd.map { .double(($0 * 10_000).rounded() / 10_000) } ?? .null,
                "ways": .array(ways.map { .string($0) }),
            ]
        )
    }
}
