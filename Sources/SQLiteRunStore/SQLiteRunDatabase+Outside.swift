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

    package func removeRuns(endedBefore time: Date) async throws(RunStoreError) -> [Run] {
        let removed = try await write { database in
            let old = "runs.status IN ('succeeded', 'failed', 'canceled') AND runs.ended < ?"
            let removed = try database.rows(RunRow.selection + "WHERE \(old) ORDER BY runs.id", [time.milliseconds])
                .map(RunRow.run)
            try database.run("DELETE FROM runs WHERE \(old)", [time.milliseconds])
            return removed
        }
        if !removed.isEmpty { await shrink() }
        return removed
    }
}
