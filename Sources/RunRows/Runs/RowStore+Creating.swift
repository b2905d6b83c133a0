internal import FoundationEssentials
package import RunStore

extension RowStore {
    package func create(
        _ run: Run,
        owner: RunOwner,
        budget: RunBudget?,
        reuse: RunReuse
    ) async throws(RunStoreError) -> RunCreation {
        // A run that was reported as accepted must survive a power failure.
        let durability: Durability = run.caller == nil && !run.isEnqueued ? .process : .disk
        return try await write(durability, creation(of: run, owner: owner, budget: budget, reuse: reuse))
    }

    package func existing(for run: Run, reuse: RunReuse) async throws(RunStoreError) -> Run? {
        let run = redactor.redact(run)
        return try await read { transaction in
            try self.existing(for: run, reuse, at: self.leaseTime(run.created, transaction), in: transaction)
        }
    }

    /// Never inlined, since the caller would then keep copies of the whole run while it waits.
    @inline(never)
    private func creation(
        of run: Run,
        owner: RunOwner,
        budget: RunBudget?,
        reuse: RunReuse
    ) -> @Sendable (Transaction) throws -> RunCreation {
        let run = redactor.redact(run)
        return { transaction in
            let time = self.leaseTime(run.created, transaction)
            // Of those who ask for the same, one looks at a time, always in this order.
            if let name = run.callerName { try transaction.lock("name \(run.caller ?? "") \(name)") }
            if reuse != .never { try transaction.lock("request \(run.model.key) \(run.input.fingerprint)") }
            if let existing = try self.existing(for: run, reuse, at: time, in: transaction) {
                return .existing(existing)
            }
            if let budget, run.service.isCharged {
                try transaction.require(budget, for: run.estimate, of: run.id, at: run.created)
            }
            try transaction.run(try RunRow.insertion(run))
            try transaction.run(LeaseRow.insertion(run.id))
            if let charge = Charge.charge(for: Charge.Facts(run), after: nil, at: run.created) {
                try transaction.replaceCharge(of: run.id, with: charge)
            }
            return .created(try transaction.take(run.id, owner, token: 1, at: time))
        }
    }

    /// The run that is meant by one that is about to be created.
    private func existing(
        for run: Run,
        _ reuse: RunReuse,
        at time: Date,
        in transaction: Transaction
    ) throws -> Run? {
        if let name = run.callerName,
            let named = try self.run(RunQuery.callerName(name, of: run.caller), transaction)
        {
            try named.requireSameRequest(as: run)
            return named
        }
        guard reuse != .never else { return nil }
        let (key, fingerprint) = (run.model.key, run.input.fingerprint)
        let open = try transaction.all(RunQuery.open(key, fingerprint)) { try RunRow.run(&$0) }
        if let open = open.first(where: { $0.canStandIn(for: run, at: time) }) { return open }
        guard reuse == .openOrSucceededRun else { return nil }
        return try transaction.all(RunQuery.identical(key, fingerprint)) { try RunRow.run(&$0) }
            .first { $0.canAnswer(run) }
    }
}
