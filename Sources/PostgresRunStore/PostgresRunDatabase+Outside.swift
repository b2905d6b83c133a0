package import FoundationEssentials
package import RunStore

extension PostgresRunDatabase {
    package func requestCancel(_ run: RunID) async throws(RunStoreError) {
        try await write { transaction in
            let count = try transaction.run(
                "UPDATE leases SET is_cancel_requested = true WHERE run = \(run.description)"
            )
            guard count == 1 else { throw RunStoreError.noSuchRun(run.description) }
        }
    }

    package func remove(_ run: RunID, at time: Date) async throws(RunStoreError) -> Run {
        try await write { transaction in
            try transaction.requireUnheld(run, at: self.leaseTime(time, transaction), to: "removed")
            guard let row = try transaction.row(RunRow.selection + "WHERE runs.id = \(run.description)") else {
                throw RunStoreError.noSuchRun(run.description)
            }
            let removed = try self.run(row, transaction)
            if let (facts, charge) = try transaction.chargeFacts(of: run), let charge {
                try transaction.replaceCharge(of: run, with: charge.afterRemoval(mayBePaid: facts.mayBePaid))
            }
            try transaction.run("DELETE FROM runs WHERE id = \(run.description)")
            return removed
        }
    }

    package func removeRuns(endedBefore time: Date, limit: Int) async throws(RunStoreError) -> [Run] {
        try await write { transaction in
            let removed = try transaction.rows(Self.ended(before: time, limit: limit))
                .map { try self.run($0, transaction) }
            for run in removed { try transaction.run("DELETE FROM runs WHERE id = \(run.id.description)") }
            return removed
        }
    }

    /// The oldest runs that ended before a time, locked; those that another process is changing are left out.
    static func ended(before time: Date, limit: Int) -> SQL {
        RunRow.selection + """
            WHERE runs.status IN ('succeeded', 'failed', 'canceled') AND runs.ended < \(time.milliseconds)
            ORDER BY runs.id LIMIT \(max(0, limit)) FOR UPDATE OF leases SKIP LOCKED
            """
    }
}
