package import FoundationEssentials

/// Which runs to list, newest first.
package struct RunFilter: Sendable, Hashable {
    /// Only these states; empty for all.
    package var statuses: Set<RunStatus>
    /// Only models of this name, with or without the namespace.
    package var model: String?
    /// Only runs recorded at this time or later.
    package var since: Date?
    /// At most so many; `nil` for all.
    package var limit: Int?

    /// Creates a filter; each parameter is the property of the same name.
    package init(statuses: Set<RunStatus> = [], model: String? = nil, since: Date? = nil, limit: Int? = nil) {
        self.statuses = statuses
        self.model = model
        self.since = since
        self.limit = limit
    }
}

/// What the runs of a store have cost.
package struct RunCost: Sendable, Hashable {
    /// The model; `nil` for the runs of all.
    package var model: String?
    /// How many runs were paid for.
    package var paidRuns: Int
    /// What they cost in US dollars: the final price where it is known, else the estimate.
    package var usd: Double
    /// How many of them count with their estimate.
    package var estimatedRuns: Int
    /// How many of them have a price that nobody knows and are not in the sum.
    package var unknownRuns: Int
    /// How many more runs may have been paid for: those of unknown outcome.
    package var undecidedRuns: Int
    /// What these may have cost; `nil` when nobody knows it.
    package var undecidedUSD: Double?

    /// Describes a cost; each parameter is the property of the same name.
    package init(
        model: String?,
        paidRuns: Int,
        usd: Double,
        estimatedRuns: Int,
        unknownRuns: Int,
        undecidedRuns: Int = 0,
        undecidedUSD: Double? = 0
    ) {
        self.model = model
        self.paidRuns = paidRuns
        self.usd = usd
        self.estimatedRuns = estimatedRuns
        self.unknownRuns = unknownRuns
        self.undecidedRuns = undecidedRuns
        self.undecidedUSD = undecidedUSD
    }
}

/// How much all runs together may cost from a time on.
package struct RunBudget: Sendable, Hashable {
    /// The greatest sum in US dollars.
    package var usd: Double
    /// Runs that were recorded before do not count.
    package var since: Date

    /// Creates a budget; each parameter is the property of the same name.
    package init(usd: Double, since: Date) {
        self.usd = usd
        self.since = since
    }
}
