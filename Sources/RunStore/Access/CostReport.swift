package import FoundationEssentials
package import InferenceKit
internal import Quantities

/// What runs have cost in a period: the answer of every front end to that question.
package struct CostReport: Sendable, Hashable {
    /// The beginning of the period: what was asked for, else the first charge; `nil` when nothing was ever charged.
    package let since: Date?
    /// Whether the period was asked for; otherwise it holds everything that was ever charged.
    package let isLimited: Bool
    /// The end of the period.
    package let until: Date
    /// The sum.
    package let total: RunCost
    /// The sums by model, label or day, in that order; empty when the costs are not broken down.
    package let groups: [RunCost]

    /// Adds up costs.
    ///
    /// - Parameters:
    ///   - database: Where runs are recorded; `nil` when nothing was ever recorded.
    ///   - since: The beginning of the period; `nil` for all that was ever charged.
    ///   - key: What to break the costs down by.
    ///   - now: The end of the period.
    /// - Throws: When the store cannot be read.
    package init(
        _ database: (any RunDatabase)?,
        since: Date?,
        by key: CostKey?,
        now: Date
    ) async throws(RunStoreError) {
        isLimited = since != nil
        until = now
        total = try await database?.cost(since: since, by: nil).first ?? RunCost([])
        groups = try await key == nil ? [] : database?.cost(since: since, by: key) ?? []
        if let since {
            self.since = since
        } else {
            // A ledger of years is a few thousand quarters of an hour.
            let quarters = try await database?.charges(since: nil, by: .quarterHour) ?? []
            let first = quarters.compactMap { $0.key.flatMap { Int64($0) } }.min()
            self.since = first.map { Date(timeIntervalSince1970: Double($0) / 1_000) }
        }
    }
}

extension RunCost {
    /// How sure the sum is: `3 paid runs: 1 by the length of the output, 2 by estimate`.
    package var basis: String {
        guard undecidedRuns > 0 else { return paidBasis }
        let runs = undecidedRuns == 1 ? "run" : "runs"
        let amount = undecidedUSD.map { "\(Dollars.roundedUp($0)) more" } ?? "an unknown amount more"
        return "\(paidBasis); \(undecidedRuns) \(runs) of unknown outcome may have cost \(amount)"
    }

    private var paidBasis: String {
        guard paidRuns > 0 else { return "no run was paid for" }
        let known = paidRuns - estimatedRuns - unknownRuns
        var parts: [String] = []
        if known > 0 { parts.append("\(known) by the length of the output") }
        if estimatedRuns > 0 { parts.append("\(estimatedRuns) by estimate") }
        if unknownRuns > 0 { parts.append("\(unknownRuns) of unknown price, not in the sum") }
        return "\(paidRuns) paid \(paidRuns == 1 ? "run" : "runs"): \(parts.joined(separator: ", "))"
    }

    /// The numbers for programs.
    package var json: [String: JSONValue] {
        [
            "paid_runs": .int(paidRuns), "usd": .double(Dollars.rounded(usd)), "estimated_runs": .int(estimatedRuns),
            "unknown_runs": .int(unknownRuns), "undecided_runs": .int(undecidedRuns),
            "undecided_usd": undecidedUSD.map { .double(Dollars.rounded($0)) } ?? .null,
        ]
    }
}
