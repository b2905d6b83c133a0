internal import ErrorReporting
package import FoundationEssentials
internal import InferenceKit
internal import Quantities
package import RunStore
package import RunnerCore

/// Gets one consent for many runs; the rules are those for a single run, applied to the sum.
package struct SeriesConsent: Sendable {
    /// The full name of the model.
    let model: String
    /// What all runs cost.
    let price: SeriesPrice
    /// The most that they may cost together, and per day.
    let limit: SpendingLimit

    /// Prepares to ask.
    ///
    /// - Parameters:
    ///   - model: The full name of the model.
    ///   - price: What all runs cost together.
    ///   - limit: The most that they may cost together, and per day.
    package init(model: String, price: SeriesPrice, limit: SpendingLimit) {
        self.model = model
        self.price = price
        self.limit = limit
    }

    /// Refuses runs that would exceed a limit, and under a limit runs whose price is unknown.
    ///
    /// - Parameters:
    ///   - database: Where runs are recorded, for the daily limit; `nil` when nothing was ever recorded.
    ///   - now: The time of day.
    /// - Throws: ``RunnerError`` with `over-budget`; `RunStoreError` when the store cannot be read.
    package func checkLimits(_ database: (any RunDatabase)?, now: Date) async throws {
        guard !price.isFree, limit.perRun != nil || limit.perDay != nil else { return }
        let name = limit.perRun == nil ? "RUNNER_MAX_COST_PER_DAY" : "--max-cost"
        guard price.unknownRuns == 0 else {
            throw RunnerError(
                .overBudget,
                "the price of \(price.unknownRuns) of \(price.runs) runs is \(price.reason ?? "unknown"), so it cannot be checked "
                    + "against \(name)",
                help: "use local files, whose length can be measured, or omit the limit; nothing was sent"
            )
        }
        if let most = limit.perRun, price.knownUSD > most + 1e-9 {
            throw RunnerError(
                .overBudget,
                "the runs would cost \(price); --max-cost allows \(Dollars.roundedUp(most)) for all of them",
                help: "raise the limit, or run fewer rows with --limit; nothing was sent"
            )
        }
        let day = try await DailyLimit(limit, database, now: now)
        if let most = limit.perDay, price.knownUSD > (day.left ?? 0) + 1e-9 {
            throw RunnerError(
                .overBudget,
                "the runs would cost \(price); of the \(Dollars.text(most)) that RUNNER_MAX_COST_PER_DAY allows, "
                    + "\(day.left.map(Dollars.text) ?? "an unknown amount") is left",
                help: "raise the limit, or run fewer rows with --limit; nothing was sent"
            )
        }
    }

    /// Gets the user's consent.
    ///
    /// - Parameter consent: How the user agrees.
    /// - Returns: Whether the user has agreed to pay; `false` when there is nothing to pay.
    /// - Throws: ``RunnerError`` with `consent-required`, or with `interrupted` when the user says no.
    package func permission(_ consent: Consent) async throws -> Bool {
        if case .given = consent { return true }
        guard !price.isFree else { return false }
        guard price.unknownRuns == 0 else { throw refusal }
        if limit.perRun != nil || limit.perDay != nil { return true }
        guard case .ask(let ask) = consent else { throw refusal }
        let question = ConsentQuestion(
            model: model,
            estimate: .known(usd: price.knownUSD, seconds: nil),
            usd: price.knownUSD,
            runs: price.chargedRuns
        )
        guard try await ask(question) else {
            throw RunnerError(.interrupted, "not confirmed; nothing was sent or charged")
        }
        return true
    }

    private var refusal: RunnerError {
        let help =
            price.unknownRuns > 0
            ? "pass --yes to pay whatever it costs; no limit covers an unknown price. Nothing was sent"
            : "agree with --yes, or set a limit that covers the price: --max-cost "
                + "\(Dollars.roundedUp(price.knownUSD).dropFirst()), or RUNNER_MAX_COST_PER_DAY. Nothing was sent"
        return RunnerError(
            RunnerError.Code(ConsentRequired.code, exitStatus: .notPermitted),
            "the runs cost \(price), but consent to pay is missing",
            help: help
        )
    }
}
