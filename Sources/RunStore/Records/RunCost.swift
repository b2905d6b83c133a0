/// What the runs of a store have cost.
package struct RunCost: Sendable, Hashable {
    /// The model, label or day whose runs these are; `nil` for all runs, or for those without a label.
    package var key: String?
    /// How many runs were charged.
    package var paidRuns: Int
    /// What they cost in US dollars: the final price where it is known, else the estimate.
    package var usd: Double
    /// How many of them are counted with their estimate.
    package var estimatedRuns: Int
    /// How many of them have an unknown price and are not in the sum.
    package var unknownRuns: Int
    /// How many more runs may have been charged: those of unknown outcome.
    package var undecidedRuns: Int
    /// What these may have cost; `nil` when that is unknown.
    package var undecidedUSD: Double?

    /// Creates a cost; each parameter is the property of the same name.
    package init(
        key: String?,
        paidRuns: Int,
        usd: Double,
        estimatedRuns: Int,
        unknownRuns: Int,
        undecidedRuns: Int = 0,
        undecidedUSD: Double? = 0
    ) {
        self.key = key
        self.paidRuns = paidRuns
        self.usd = usd
        self.estimatedRuns = estimatedRuns
        self.unknownRuns = unknownRuns
        self.undecidedRuns = undecidedRuns
        self.undecidedUSD = undecidedUSD
    }
}
