package import FoundationEssentials
internal import GRDB
package import InferenceKit

extension SQLiteRunDatabase {
    package func record(_ step: StepRecord, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let (step, isComplete) = redactor.redact(step)
        // That a free step began matters to nobody after a loss of power: it begins again. Every other word does.
        let durability: Durability = step.phase == .began && !step.paid ? .process : .disk
        try await write(durability) { database in
            try database.requireLease(lease)
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

    fileprivate func end(_ step: StepRecord, isComplete: Bool, _ lease: RunLease, at time: Date) throws {
        let result = try step.result.map { try JSONText.encode($0) }
        let error = try step.error.map { try JSONText.encode($0) }
        try run(
            """
            UPDATE steps SET phase = ?, result = ?, is_complete = ?, error = ?, ended = ?
            WHERE run = ? AND name = ? AND ordinal = ? AND token = ? AND is_paid = ? AND phase = 'began'
            """,
            [step.phase.rawValue, result, isComplete, error, time.milliseconds]
                + [lease.run.description, step.name, step.ordinal, lease.token, step.paid]
        )
        guard changesCount == 1 else {
            throw RunStoreError.stepConflict("the step '\(step.name)' ended and had not begun")
        }
        if step.paid, step.phase == .succeeded {
            try run("UPDATE runs SET is_paid = 1 WHERE id = ?", [lease.run.description])
        }
    }
}
