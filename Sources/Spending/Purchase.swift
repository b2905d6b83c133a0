internal import ErrorReporting
package import FoundationEssentials
internal import ModelManifest
package import ModelSupply
internal import Quantities
package import RunStore

/// What is to be paid, for one run or for many together: the one place that gets consent, for every front end.
package struct Purchase: Sendable {
    /// The model that is paid for.
    let model: ModelDirectory
    /// What it costs.
    let price: PurchasePrice
    /// The most that it may cost.
    let limit: SpendingLimit
    /// What the user should know before answering.
    let warnings: [String]
    /// A succeeded run with the same model and inputs; `nil` when there is none.
    let earlier: RunID?

    /// Describes what is to be paid; each parameter is the property of the same name.
    package init(
        model: ModelDirectory,
        price: PurchasePrice,
        limit: SpendingLimit,
        warnings: [String] = [],
        earlier: RunID? = nil
    ) {
        self.model = model
        self.price = price
        self.limit = limit
        self.warnings = warnings
        self.earlier = earlier
    }

    /// Compares the price with all limits, that of the day included; for one run the store does the latter while it records the run.
    ///
    /// - Parameters:
    ///   - database: Where runs are recorded; `nil` when nothing was ever recorded.
    ///   - now: The time of day.
    /// - Throws: `RunnerError` with `over-budget`; `RunStoreError` when the store cannot be read.
    package func checkLimits(_ database: (any RunDatabase)?, now: Date) async throws {
        try limit.check(price, of: model)
        guard let most = limit.perDay, let usd = price.usd, !price.isFree else { return }
        let day = try await DailyLimit(limit, database, now: now)
        guard usd > (day.left ?? 0) + 1e-9 else { return }
        let left = day.left.map(Dollars.text) ?? "an unknown amount"
        throw RunnerError(
            .overBudget,
            "the runs would cost \(price.words); of the \(Dollars.text(most)) that \(SpendingLimit.dayVariable) allows, "
                + "\(left) is left",
            help: "raise the limit, or run fewer rows with --limit; nothing was sent"
        )
    }

    /// Gets the user's consent.
    ///
    /// No limit covers an unknown price, and there is no one to confirm it: it needs consent in advance.
    ///
    /// - Parameter consent: How the user agrees.
    /// - Returns: What the user has agreed to.
    /// - Throws: ``ConsentRequired``, or `RunnerError` with `interrupted` when the user says no.
    package func permission(_ consent: Consent) async throws -> Permission {
        if case .given = consent { return Permission(mayPay: true) }
        guard !price.isFree else { return .none }
        let refusal = ConsentRequired(price, isRemote: limit.allowance != nil)
        guard let usd = price.usd else { throw refusal }
        if usd <= 0 || limit.covers(usd) { return Permission(mayPay: true) }
        guard case .ask(let ask) = consent else { throw refusal }
        let question = ConsentQuestion(
            model: model.manifest.fullName,
            estimate: price.estimate,
            usd: usd,
            warnings: warnings,
            earlier: earlier,
            runs: price.chargedRuns
        )
        guard try await ask(question) else {
            throw RunnerError(.interrupted, "not confirmed; nothing was sent or charged")
        }
        return Permission(mayPay: true, isConfirmed: true)
    }
}

/// What the user has agreed to; only ``Purchase/permission(_:)`` makes one that allows paying.
package struct Permission: Sendable, Hashable {
    /// Nothing may be paid.
    package static let none = Permission(mayPay: false)

    /// Whether a paid step may begin.
    package let mayPay: Bool
    /// Whether the user was asked.
    package let isConfirmed: Bool

    fileprivate init(mayPay: Bool, isConfirmed: Bool = false) {
        self.mayPay = mayPay
        self.isConfirmed = isConfirmed
    }
}
