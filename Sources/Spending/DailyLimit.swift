package import FoundationEssentials
internal import Quantities
package import RunStore

/// How much of the daily limit is left: what doctor and pages show.
package struct DailyLimit: Sendable, Hashable {
    /// The limit in US dollars; `nil` for none.
    package let usd: Double?
    /// What was spent or reserved in the last 24 hours, in US dollars.
    package let used: Double
    /// A run of those 24 hours whose price is unknown, so that the limit allows no other; `nil` for none.
    package let unknownRun: RunID?

    /// What may still be spent, in US dollars; `nil` without a limit or while it allows nothing to be known.
    package var left: Double? {
        guard let usd, unknownRun == nil else { return nil }
        return max(0, usd - used)
    }

    /// Looks at the ledger.
    ///
    /// - Parameters:
    ///   - limit: What the user has set.
    ///   - database: Where runs are recorded; `nil` when nothing was ever recorded.
    ///   - now: The end of the 24 hours.
    /// - Throws: When the store cannot be read.
    package init(_ limit: SpendingLimit, _ database: (any RunDatabase)?, now: Date) async throws(RunStoreError) {
        usd = limit.perDay
        let use = try await database?.budgetUse(since: now.addingTimeInterval(-86_400)) ?? BudgetUse(usd: 0)
        used = use.usd
        unknownRun = use.unknownRun
    }

    /// One sentence.
    package var text: String {
        let used = "\(Dollars.roundedUp(used)) spent or reserved in the last 24 hours"
        guard let usd else { return "no daily limit; \(used)" }
        guard let unknownRun else { return "\(Dollars.text(usd)) a day; \(used), \(Dollars.text(left ?? 0)) left" }
        return
            "\(Dollars.text(usd)) a day; \(used), and the price of the run '\(unknownRun.short)' is unknown, so no run "
            + "that costs something is allowed"
    }
}
