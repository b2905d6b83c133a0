internal import Quantities

/// What several runs will cost together, as far as that is known in advance.
package struct SeriesPrice: Sendable, Hashable {
    /// How many runs there are.
    package private(set) var runs = 0
    /// How many of them may be charged.
    package private(set) var chargedRuns = 0
    /// The sum of all known prices, in US dollars.
    package private(set) var knownUSD = 0.0
    /// How many runs have an unknown price.
    package private(set) var unknownRuns = 0
    /// The most that those can cost together in US dollars; `nil` when one of them has no bound.
    package private(set) var unknownAtMost: Double? = 0
    /// Why a price is unknown, of the first such run.
    package private(set) var reason: String?

    /// Starts without runs.
    package init() {}

    /// Adds a run.
    ///
    /// - Parameter estimate: What it will cost; `.known(usd: 0, …)` for one that has already been paid for.
    package mutating func add(_ estimate: CostEstimate) {
        runs += 1
        guard let usd = estimate.usd else {
            chargedRuns += 1
            unknownRuns += 1
            unknownAtMost = unknownAtMost.flatMap { sum in estimate.atMost.map { sum + $0 } }
            if reason == nil { reason = estimate.description }
            return
        }
        if usd > 0 { chargedRuns += 1 }
        knownUSD += usd
    }

    /// The most that all runs can cost in US dollars; `nil` when that has no bound.
    package var atMost: Double? { unknownAtMost.map { knownUSD + $0 } }

    /// Whether nothing is charged.
    package var isFree: Bool { chargedRuns == 0 }
}

extension SeriesPrice: CustomStringConvertible {
    /// The amount in words: `$240.00 for 2000 runs`, `$12.00, and at most $4.00 more for 20 runs whose price is unknown`.
    package var description: String {
        let all = "for \(runs) \(runs == 1 ? "run" : "runs")"
        guard unknownRuns > 0 else { return isFree ? "free" : "\(Dollars.roundedUp(knownUSD)) \(all)" }
        let unknown = "\(unknownRuns) \(unknownRuns == 1 ? "run" : "runs") whose price is unknown"
        let known = unknownRuns == runs ? "" : "\(Dollars.roundedUp(knownUSD)), and "
        guard let bound = unknownAtMost else { return "\(known)an amount without a bound for \(unknown)" }
        return "\(known)at most \(Dollars.roundedUp(bound))\(known.isEmpty ? "" : " more") for \(unknown)"
    }
}
