package import FoundationEssentials
internal import GRDB
package import RunStore

extension SQLiteRunDatabase {
    package func requestCancel(_ run: RunID) async throws(RunStoreError) {
        try await write { database in
            try database.run("UPDATE leases SET is_cancel_requested = 1 WHERE run = ?", [run.description])
            guard database.changesCount == 1 else { throw RunStoreError.noSuchRun(run.description) }
        }
    }

    package func remove(_ run: RunID, at time: Date) async throws(RunStoreError) -> Run {
        try await write { database in
            try database.requireUnheld(run, at: time, to: "removed")
            guard let row = try database.row(RunRow.selection + "WHERE runs.id = ?", [run.description]) else {
                throw RunStoreError.noSuchRun(run.description)
            }
            let removed = try RunRow.run(row)
            if let (facts, charge) = try database.chargeFacts(of: run), let charge {
                try database.replaceCharge(of: run, with: charge.afterRemoval(mayBePaid: facts.mayBePaid))
            }
            try database.run("DELETE FROM runs WHERE id = ?", [run.description])
            return removed
        }
    }

    package func removeRuns(endedBefore time: Date, limit: Int) async throws(RunStoreError) -> [Run] {
        let removed = try await write { database in
            let old = """
                SELECT id FROM runs WHERE status IN ('succeeded', 'failed', 'canceled') AND ended < ?
                ORDER BY id LIMIT \(max(0, limit))
                """
            let removed = try database.rows(
                RunRow.selection + "WHERE runs.id IN (\(old)) ORDER BY runs.id",
                [time.milliseconds]
            ).map(RunRow.run)
            try database.run("DELETE FROM runs WHERE id IN (\(old))", [time.milliseconds])
            return removed
        }
        if removed.count < limit { await shrink() }
        return removed
    }
}
