package import FoundationEssentials
package import RunStore

extension PostgresRunDatabase {
    package func claim(
        _ claim: RunClaim,
        for owner: RunOwner,
        at time: Date
    ) async throws(RunStoreError) -> [RunLease] {
        guard claim.count > 0, !claim.modelKeys.isEmpty else { return [] }
        return try await write { transaction in
            var search = ClaimSearch(transaction, claim, for: owner, at: self.leaseTime(time, transaction))
            return try search.leases()
        }
    }

    package func rest(_ run: RunID, until end: Date, at time: Date) async throws(RunStoreError) {
        try await write { transaction in
            let now = self.leaseTime(time, transaction)
            do {
                try transaction.requireUnheld(run, at: now, to: "left")
            } catch is RunStoreError {
                return
            }
            // As long by the database's clock as the caller means by its own.
            let until = now.addingTimeInterval(end.timeIntervalSince(time)).milliseconds
            try transaction.run(
                """
                UPDATE leases SET rests_until = \(until), interruptions = interruptions + 1
                WHERE run = \(run.description) AND EXISTS (
                    SELECT 1 FROM runs WHERE id = leases.run AND status IN ('queued', 'starting', 'processing')
                )
                """
            )
        }
    }

    package func hints() -> AsyncStream<Void> { listener.hints() }
}
