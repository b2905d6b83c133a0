package import FoundationEssentials
internal import GRDB
package import InferenceKit

extension SQLiteRunDatabase {
    package func record(_ step: StepRecord, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let (step, isComplete) = redactor.redact(step)
        // That a free step began matters to nobody after a loss of power: it begins again. Every other word does.
        let durability: PendingWrite.Durability = step.phase == .began && !step.paid ? .process : .disk
        try await write(durability) { database in
            // What came of a paid step is not given up, although another process may have the run by now: nobody else knows it.
            if step.phase == .began || !step.paid { try database.requireLease(lease) }
            if step.phase == .began {
                try database.begin(step, lease, at: time)
            } else {
                try database.end(step, isComplete: isComplete, lease, at: time)
            }
        }
    }

    package func steps(of run: RunID) async throws(RunStoreError) -> [RunStep] {
        try await read { database in
            try database.rows(StepRow.selection + "WHERE run = ? ORDER BY number", [run.description]).map(StepRow.step)
        }
    }
}

// MARK: - In a transaction

extension Database {
    fileprivate func begin(_ step: StepRecord, _ lease: RunLease, at time: Date) throws {
        let key: StatementArguments = [lease.run.description, step.name, step.ordinal]
        let attempts = try rows(
            "SELECT phase, is_paid, is_abandoned, token FROM steps WHERE run = ? AND name = ? AND ordinal = ?",
            key
        )
        for attempt in attempts {
            var row = RowReader(attempt)
            let (phase, paid, abandoned) = (
                try row.value() as StepRecord.Phase, try row.next(Bool.self), try row.next(Bool.self)
            )
            if phase == .began, try row.next(Int64.self) == lease.token {
                throw RunStoreError.stepConflict("the step '\(step.name)' began again before it ended")
            }
            // The last guard against paying twice; the model's side asks before it comes so far.
            if paid, phase != .failed, !abandoned {
                throw RunStoreError.stepConflict(
                    "the paid step '\(step.name)' may have succeeded already and must not begin again"
                )
            }
        }
        try run(
            "INSERT INTO steps (run, name, ordinal, attempt, token, is_paid, phase, is_complete, began) VALUES (?, ?, ?, ?, ?, ?, 'began', 1, ?)",
            key + [attempts.count + 1, lease.token, step.paid, time.milliseconds]
        )
    }

    /// Ends a step not before any other that ended earlier, even if the clock was set back: what came later is told by the time.
    fileprivate func end(_ step: StepRecord, isComplete: Bool, _ lease: RunLease, at time: Date) throws {
        let result = try step.result.map { try JSONText.encode($0) }
        let error = try step.error.map { try JSONText.encode($0) }
        // 'IS', since '=' beside an index on "is_paid = 1" makes SQLite prepare the statement anew for each value.
        try run(
            """
            UPDATE steps SET phase = ?, result = ?, is_complete = ?, error = ?,
                ended = max(?, began, (SELECT coalesce(max(ended), 0) FROM steps WHERE run = ?))
            WHERE run = ? AND name = ? AND ordinal = ? AND token = ? AND is_paid IS ? AND phase = 'began'
                AND is_abandoned = 0
            """,
            [step.phase.rawValue, result, isComplete, error, time.milliseconds, lease.run.description]
                + [lease.run.description, step.name, step.ordinal, lease.token, step.paid]
        )
        guard changesCount == 1 else {
            try requireLease(lease)
            throw RunStoreError.stepConflict("the step '\(step.name)' ended and had not begun")
        }
        guard step.paid, step.phase != .unknown else { return }
        if step.phase == .succeeded {
            try run("UPDATE runs SET is_paid = 1 WHERE id = ?", [lease.run.description])
        }
        // Somebody may have taken the run for one of unknown outcome meanwhile.
        try run(
            """
            UPDATE runs SET status = 'processing', updated = ?, ended = NULL, failure = NULL
            WHERE id = ? AND status = 'unknown'
                AND NOT EXISTS (SELECT 1 FROM steps WHERE run = runs.id AND \(Settling.isUndecided))
            """,
            [time.milliseconds, lease.run.description]
        )
    }
}
