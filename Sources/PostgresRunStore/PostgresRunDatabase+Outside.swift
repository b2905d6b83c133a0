package import FoundationEssentials
internal import RunRows
package import RunStore

extension PostgresRunDatabase {
    package func names(of runs: [RunID]) async throws(RunStoreError) -> [RunID: String] {
        try await read { transaction in
            var names: [RunID: String] = [:]
            // One exchange for all: a list of a thousand would take a second over a network.
            let parts = runs.map { run -> SQL in
                "(SELECT count(*) FROM (\(RunQuery.shortened(run.short))) AS others)"
            }
            for start in stride(from: 0, to: runs.count, by: 500) {
                let range = start..<min(start + 500, runs.count)
                try transaction.first("SELECT \(parts[range].joined(", "))") { row in
                    for run in runs[range] { names[run] = try row.next(Int.self) > 1 ? run.description : run.short }
                }
            }
            return names
        }
    }

    package func removeRuns(endedBefore time: Date, limit: Int) async throws(RunStoreError) -> [Run] {
        try await write { transaction in
            let removed = try transaction.all(Self.ended(before: time, limit: limit)) {
                try RunRow.run(&$0, skew: self.skew(transaction))
            }
            for run in removed { try transaction.run("DELETE FROM runs WHERE id = \(run.id)") }
            return removed
        }
    }

    /// The oldest runs that ended before a time, locked; those that another process is changing are left out.
    static func ended(before time: Date, limit: Int) -> SQL {
        RunRow.selection + """
            WHERE \(.isEnded) AND runs.ended < \(time) AND \(RunRow.isOfNoPaidSeries)
            ORDER BY runs.id LIMIT \(max(0, limit)) FOR UPDATE OF leases SKIP LOCKED
            """
    }
}
