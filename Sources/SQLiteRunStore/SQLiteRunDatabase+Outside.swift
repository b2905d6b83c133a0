package import FoundationEssentials
internal import RunRows
package import RunStore

extension SQLiteRunDatabase {
    package func names(of runs: [RunID]) async throws(RunStoreError) -> [RunID: String] {
        try await read { transaction in
            var names: [RunID: String] = [:]
            for run in runs {
                let count: Int? = try transaction.value("SELECT count(*) FROM (\(RunQuery.shortened(run.short)))")
                names[run] = count ?? 0 > 1 ? run.description : run.short
            }
            return names
        }
    }

    package func removeRuns(endedBefore time: Date, limit: Int) async throws(RunStoreError) -> [Run] {
        let removed = try await write { transaction in
            let old: SQL = """
                SELECT id FROM runs WHERE \(.isEnded) AND ended < \(time)
                    AND \(RunRow.isOfNoPaidSeries)
                ORDER BY id LIMIT \(max(0, limit))
                """
            let removed = try transaction.all(RunRow.selection + "WHERE runs.id IN (\(old)) ORDER BY runs.id") {
                try RunRow.run(&$0)
            }
            try transaction.run("DELETE FROM runs WHERE id IN (\(old))")
            return removed
        }
        if removed.count < limit { await shrink() }
        return removed
    }
}
