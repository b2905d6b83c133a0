internal import FoundationEssentials
internal import GRDB
internal import RunStore

extension Database {
    /// What each charged run has cost or may still cost; nothing once it has ended without a paid step that may have succeeded.
    ///
    /// A run that has not ended counts as if it had been paid, so that runs begun at the same time cannot exceed the budget together.
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

    /// Requires that a new run does not exceed a budget.
    ///
    /// - Parameters:
    ///   - budget: How much all runs together may cost.
    ///   - run: The new run.
    /// - Throws: `over-budget`.
    func require(_ budget: RunBudget, for run: Run) throws {
        guard run.service.isCharged else { return }
        var use = BudgetUse(usd: 0)
        if let row = try row(Self.exposure, [budget.since.milliseconds]) {
            var row = RowReader(row)
            use.usd = try row.next(Double?.self) ?? 0
            use.unknownRun = try row.next(String?.self).flatMap { RunID($0) }
        }
        try budget.require(use, for: run)
    }
}
