package import FoundationEssentials
internal import GRDB
package import InferenceKit
package import RunStore

extension SQLiteRunDatabase {
    package func record(_ step: StepRecord, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let (step, isComplete) = redactor.redact(step)
        // A free step whose beginning is lost in a power failure begins again; every other phase must be on disk.
        let durability: PendingWrite.Durability = step.phase == .began && !step.paid ? .process : .disk
        try await write(durability) { database in
            // Nobody else knows the outcome of a paid step, so it is accepted even after the lease was lost.
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
    /// Whether the outcome of a paid step of a run is unknown.
    func hasUndecidedSteps(_ run: RunID) throws -> Bool {
        try row("SELECT 1 FROM steps WHERE run = ? AND \(StepRow.isUndecided)", [run.description]) != nil
    }

    fileprivate func begin(_ step: StepRecord, _ lease: RunLease, at time: Date) throws {
        let key: StatementArguments = [lease.run.description, step.name, step.ordinal]
        let attempts = try rows(
            "SELECT phase, is_paid, is_abandoned, token FROM steps WHERE run = ? AND name = ? AND ordinal = ?",
            key
        ).map { row in
            var row = RowReader(row)
            return StepRules.Attempt(
                phase: try row.value(),
                isPaid: try row.next(),
                isAbandoned: try row.next(),
                token: try row.next()
            )
        }
        try StepRules.requireMayBegin(step, after: attempts, token: lease.token)
        try run(
            """
            INSERT INTO steps (run, name, ordinal, attempt, token, is_paid, phase, is_complete, began, owner)
            VALUES (?, ?, ?, ?, ?, ?, 'began', 1, ?, ?)
            """,
            key + [attempts.count + 1, lease.token, step.paid, time.milliseconds]
                + [step.paid ? try JSONText.encode(lease.owner) : nil]
        )
        if step.paid { try updateCharge(of: lease.run, at: time, isAboutToPay: true) }
    }

    /// Ends a step, never before another that ended earlier, even if the clock was set back: resuming relies on this order.
    fileprivate func end(_ step: StepRecord, isComplete: Bool, _ lease: RunLease, at time: Date) throws {
        let result = try step.result.map { try JSONText.encode($0) }
        let error = try step.error.map { try JSONText.encode($0) }
        // 'IS', since '=' beside an index on "is_paid = 1" makes SQLite prepare the statement again for each value.
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
            throw RunStoreError.stepConflict("the step '\(step.name)' ended but had not begun")
        }
        guard step.paid, step.phase != .unknown else { return }
        if step.phase == .succeeded {
            try run("UPDATE runs SET is_paid = 1 WHERE id = ?", [lease.run.description])
        }
        let status = try status(of: lease.run)
        let next = try status.afterPaidOutcome(hasUndecidedSteps: try hasUndecidedSteps(lease.run))
        if next != status { try reopen(lease.run, as: next, at: time) }
        try updateCharge(of: lease.run, at: time)
    }
}
