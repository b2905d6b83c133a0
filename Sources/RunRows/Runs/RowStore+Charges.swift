package import FoundationEssentials
package import RunStore

extension RowTransaction {
    /// Brings the charge of a run up to date after something about the run has changed.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - time: Now.
    ///   - isAboutToPay: Whether a paid step of it is about to begin.
    /// - Throws: When the ledger cannot be read or written.
    package func updateCharge(of run: RunID, at time: Date, isAboutToPay: Bool = false) throws {
        guard let (facts, previous) = try chargeFacts(of: run) else { return }
        let charge = Charge.charge(for: facts, after: previous, at: time, isAboutToPay: isAboutToPay)
        if charge != previous { try replaceCharge(of: run, with: charge) }
    }

    /// What is known about a run, and its charge until now; `nil` when there is no such run.
    package func chargeFacts(of run: RunID) throws -> (facts: Charge.Facts, charge: Charge?)? {
        try first(ChargeRow.facts(of: run), ChargeRow.facts)
    }

    /// Writes the charge of a run, or removes it.
    func replaceCharge(of run: RunID, with charge: Charge?) throws {
        if let charge {
            try self.run(ChargeRow.replacement(of: run, with: charge))
        } else {
            try self.run("DELETE FROM charges WHERE run = \(run)")
        }
    }

    /// Requires that a run does not exceed a budget together with all others.
    ///
    /// From here to the end of the transaction no other process can do the same, so two cannot both take the last dollar.
    ///
    /// - Parameters:
    ///   - budget: How much all runs together may cost.
    ///   - estimate: What the run is expected to cost.
    ///   - run: The run; its own charge does not count.
    ///   - now: The time of day.
    /// - Throws: `over-budget`.
    func require(_ budget: RunBudget, for estimate: RunPrice, of run: RunID, at now: Date) throws {
        try lock("budget")
        for budget in budget.all {
            let (since, run) = (budget.since.milliseconds, run.description)
            let groups = try all(
                ChargeRow.sums(by: nil, since: since, of: budget.caller, besides: run),
                ChargeRow.group
            )
            try budget.require(estimate, besides: BudgetUse(groups), at: now) {
                try all(ChargeRow.list(since: since, of: budget.caller, besides: run), ChargeRow.charge)
                    .compactMap(\.self)
            }
        }
    }
}

extension RowStore {
    package func charges(since: Date?, by key: ChargeKey?) async throws(RunStoreError) -> [ChargeGroup] {
        try await read { transaction in
            // No run has an empty name.
            let sums = ChargeRow.sums(by: key, since: since?.milliseconds ?? .min, besides: "")
            return try transaction.all(sums, ChargeRow.group)
        }
    }

    package func reserve(_ budget: RunBudget, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.requireLease(lease)
            guard let (facts, charge) = try transaction.chargeFacts(of: lease.run) else { return }
            guard facts.isCharged, charge?.state != .paid else { return }
            try transaction.require(budget, for: facts.estimate, of: lease.run, at: time)
            try transaction.updateCharge(of: lease.run, at: time, isAboutToPay: true)
        }
    }
}
