package import FoundationEssentials

/// How much all runs together may cost from a time on.
package struct RunBudget: Sendable, Hashable {
    /// The greatest sum in US dollars.
    package var usd: Double
    /// Charges from before this time do not count.
    package var since: Date

    /// Creates a budget; each parameter is the property of the same name.
    package init(usd: Double, since: Date) {
        self.usd = usd
        self.since = since
    }
}

/// What has been spent or reserved of a budget.
package struct BudgetUse: Sendable, Hashable {
    /// The sum of all known amounts, in US dollars.
    package var usd: Double
    /// A run whose amount is unknown; `nil` when there is none.
    package var unknownRun: RunID?

    /// Creates a sum; each parameter is the property of the same name.
    package init(usd: Double, unknownRun: RunID? = nil) {
        self.usd = usd
        self.unknownRun = unknownRun
    }
}

extension RunBudget {
    /// Refuses a run that would exceed the budget, or of which that cannot be known.
    ///
    /// - Parameters:
    ///   - use: What other runs have spent or reserved.
    ///   - run: The run.
    /// - Throws: `over-budget`.
    package func require(_ use: BudgetUse, for run: Run) throws(RunStoreError) {
        let limit = USD.text(usd)
        guard let estimate = run.estimate.usd else {
            throw RunStoreError(
                .overBudget,
                "the cost of this run is unknown, so it cannot be checked against the limit of \(limit)",
                help: "state the price under 'pricing' in the model's manifest, or unset RUNNER_MAX_COST_PER_DAY"
            )
        }
        if let unknown = use.unknownRun {
            throw RunStoreError(
                .overBudget,
                "the cost of the run '\(unknown)' is unknown, so the limit of \(limit) cannot be checked",
                help:
                    "look it up, and remove the run with 'runner runs rm \(unknown)', or unset RUNNER_MAX_COST_PER_DAY"
            )
        }
        // Sums of decimal fractions are off by less than this.
        guard use.usd + estimate <= usd + 1e-9 else {
            throw RunStoreError(
                .overBudget,
                "this run may cost \(USD.text(estimate)), and \(USD.text(use.usd)) of \(limit) are spent or reserved "
                    + "since \(since.text)",
                help: "wait, raise RUNNER_MAX_COST_PER_DAY, or end runs that you do not need ('runner runs list')"
            )
        }
    }
}
