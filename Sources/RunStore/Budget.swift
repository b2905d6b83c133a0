internal import FoundationEssentials
internal import GRDB

extension Database {
    /// What each charged run has cost or may still cost; nothing once it has ended without a paid step that may have succeeded.
    ///
    /// A run that goes on is counted as if it had been paid, so that those begun at the same time cannot exceed the budget together.
    static let exposure = """
        SELECT sum(amount), min(CASE WHEN amount IS NULL THEN id END) FROM (
            SELECT id, CASE
                WHEN price_usd IS NOT NULL THEN price_usd
                WHEN status IN ('queued', 'starting', 'processing') THEN estimate_usd
                WHEN is_paid = 1 OR EXISTS (
                    SELECT 1 FROM steps
                    WHERE steps.run = runs.id AND steps.is_paid = 1 AND steps.phase <> 'failed'
                ) THEN estimate_usd
                ELSE 0
            END AS amount
            FROM runs WHERE is_charged = 1 AND created >= ?
        )
        """

    /// Makes sure that a new run does not exceed a budget.
    ///
    /// - Parameters:
    ///   - budget: How much all runs together may cost.
    ///   - run: The new run.
    /// - Throws: `over-budget`.
    func requireBudget(_ budget: RunBudget, for run: Run) throws {
        guard run.service.isCharged else { return }
        let limit = USD.text(budget.usd)
        guard let estimate = run.estimate.usd else {
            throw RunStoreError(
                .overBudget,
                "nobody knows what this run would cost, and all runs together may cost \(limit)",
                help: "state the price under 'pricing' in the model's manifest, or unset RUNNER_MAX_COST_PER_DAY"
            )
        }
        var spent = 0.0
        if let row = try row(Self.exposure, [budget.since.milliseconds]) {
            var row = RowReader(row)
            spent = try row.next(Double?.self) ?? 0
            if let unknown = try row.next(String?.self) {
                throw RunStoreError(
                    .overBudget,
                    "nobody knows what the run '\(unknown)' costs, so it cannot be told whether the limit of \(limit) is kept",
                    help:
                        "look it up, and remove the run with 'runner runs rm \(unknown)', or unset RUNNER_MAX_COST_PER_DAY"
                )
            }
        }
        // Sums of decimal fractions are off by less than this.
        guard spent + estimate <= budget.usd + 1e-9 else {
            throw RunStoreError(
                .overBudget,
                "this run may cost \(USD.text(estimate)), and \(USD.text(spent)) of \(limit) are spent or reserved "
                    + "since \(budget.since.text)",
                help: "wait, raise RUNNER_MAX_COST_PER_DAY, or end runs that you do not need ('runner runs list')"
            )
        }
    }
}

/// Amounts of money for people.
enum USD {
    /// Writes an amount, such as `$1.80`, with a third and fourth decimal only where they matter.
    static func text(_ amount: Double) -> String {
        guard amount.isFinite, amount.magnitude < 1e12 else { return "$\(amount)" }
        let units = Int64((amount * 10_000).rounded())
        let digits = String(units.magnitude % 10_000 + 10_000).dropFirst()
        let decimals = digits.hasSuffix("00") ? digits.dropLast(2) : digits.hasSuffix("0") ? digits.dropLast() : digits
        return "\(units < 0 ? "-" : "")$\(units.magnitude / 10_000).\(decimals)"
    }
}
