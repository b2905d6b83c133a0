package import FoundationEssentials
internal import GRDB

/// What decides that the outcome of a run is unknown.
enum Settling {
    /// A paid step that began, whose end nobody knows, and that the user has not given up; the condition of an index.
    static let isUndecided = "steps.is_paid = 1 AND steps.is_abandoned = 0 AND steps.phase IN ('began', 'unknown')"

    /// The runs that go on or seem to, and have such a step.
    static let candidates = """
        SELECT runs.id, runs.task_id, runs.estimate_usd, runs.is_charged, min(steps.began), steps.name, \(LeaseRow.columns)
        FROM steps CROSS JOIN runs ON runs.id = steps.run JOIN leases ON leases.run = runs.id
        WHERE \(isUndecided) AND runs.status IN ('queued', 'starting', 'processing') GROUP BY runs.id
        """
}

extension SQLiteRunDatabase {
    package func settle(at time: Date) async throws(RunStoreError) {
        // Almost always there is none, and then nothing is locked.
        guard try await read({ try !$0.undecided(at: time).isEmpty }) else { return }
        try await write(.disk) { database in
            for (run, failure) in try database.undecided(at: time) {
                try database.run(
                    "UPDATE runs SET status = 'unknown', updated = ?, ended = ?, failure = ?, output = NULL, "
                        + "output_files = '[]' WHERE id = ?",
                    [time.milliseconds, time.milliseconds, try JSONText.encode(failure), run.description]
                )
                try database.giveBack(run)
            }
        }
    }

    package func abandonUnknownSteps(_ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let run = lease.run
        try await write(.disk) { database in
            try database.requireLease(lease)
            try database.run(
                "UPDATE steps SET is_abandoned = 1 WHERE run = ? AND \(Settling.isUndecided)",
                [run.description]
            )
            try database.run(
                "UPDATE runs SET status = 'processing', updated = ?, ended = NULL WHERE id = ? AND status = 'unknown'",
                [time.milliseconds, run.description]
            )
        }
    }
}

extension Database {
    /// The runs that nobody works on any more and whose paid step has no end, with what is to be said about each.
    fileprivate func undecided(at time: Date) throws -> [(RunID, RunFailure)] {
        try rows(Settling.candidates).compactMap { row in
            var row = RowReader(row)
            let run = try row.runID()
            let task: String? = try row.next()
            let estimate: Double? = try row.next()
            let isCharged: Bool = try row.next()
            let began = Date(milliseconds: try row.next())
            let step: String = try row.next()
            // A process that slept longer than its lease, with its machine or by itself, may have the answer yet.
            if let lease = try LeaseRow.lease(&row, of: run), lease.isHeld(at: time) || lease.owner.isAlive == true {
                return nil
            }
            let price = estimate.map { "up to \(USD.text($0))" } ?? "an unknown amount"
            let stake = isCharged ? "\(price) may have been charged" : "nothing is charged for it"
            return (
                run,
                RunFailure(
                    code: "outcome-unknown",
                    message: "the paid step '\(step)' began at \(began.text) and its end was never recorded: "
                        + "it may have been accepted, and \(stake)" + (task.map { "; the task is '\($0)'" } ?? ""),
                    help: "look at the service whether it was accepted; then begin it again with "
                        + "'runner runs resume \(run.short) --resubmit', or give it up with 'runner runs rm \(run.short)'",
                    exitStatus: 76
                )
            )
        }
    }
}
