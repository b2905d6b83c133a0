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
            // Only this process knows the outcome of the paid step, so it is accepted even after the lease was lost.
            if step.phase == .began || !step.paid { try database.requireLease(lease) }
            if step.phase == .began {
                try database.begin(step, lease, at: time)
            } else {
                try database.end(step, isComplete: isComplete, lease, at: time)
            }
        }
    }

    package func adopt(_ outcome: StepRecord, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        try StepRules.requireSettles(outcome)
        let (step, isComplete) = redactor.redact(outcome)
        try await write(.disk) { database in
            try database.requireLease(lease)
            try database.adopt(step, isComplete: isComplete, lease.run, at: time)
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
        // 'IS', since '=' beside an index on "is_paid = 1" makes SQLite prepare the statement again for each value.
        try run(
            """
            \(Self.stepEnd) WHERE run = ? AND name = ? AND ordinal = ? AND token = ? AND is_paid IS ? AND phase = 'began'
                AND is_abandoned = 0
            """,
            try Self.values(of: step, isComplete: isComplete, lease.run, at: time)
                + [lease.run.description, step.name, step.ordinal, lease.token, step.paid]
        )
        guard changesCount == 1 else {
            try requireLease(lease)
            throw RunStoreError.stepConflict("the step '\(step.name)' ended but had not begun")
        }
        guard step.paid, step.phase != .unknown else { return }
        try apply(step.phase, ofPaidStepOf: lease.run, at: time)
    }

    /// Ends the last attempt at a paid step whose outcome is unknown.
    fileprivate func adopt(_ step: StepRecord, isComplete: Bool, _ run: RunID, at time: Date) throws {
        try self.run(
            """
            \(Self.stepEnd) WHERE number = (
                SELECT max(number) FROM steps WHERE run = ? AND name = ? AND ordinal = ? AND \(StepRow.isUndecided)
            )
            """,
            try Self.values(of: step, isComplete: isComplete, run, at: time)
                + [run.description, step.name, step.ordinal]
        )
        guard changesCount == 1 else {
            throw RunStoreError.stepConflict("no attempt at the paid step '\(step.name)' has an unknown outcome")
        }
        try apply(step.phase, ofPaidStepOf: run, at: time)
    }

    private static let stepEnd = """
        UPDATE steps SET phase = ?, result = ?, is_complete = ?, error = ?,
            ended = max(?, began, (SELECT coalesce(max(ended), 0) FROM steps WHERE run = ?))
        """

    private static func values(
        of step: StepRecord,
        isComplete: Bool,
        _ run: RunID,
        at time: Date
    ) throws -> StatementArguments {
        [
            step.phase.rawValue, try step.result.map { try JSONText.encode($0) }, isComplete,
            try step.error.map { try JSONText.encode($0) }, time.milliseconds, run.description,
        ]
    }

    /// Draws the consequences of a paid step that has succeeded or failed.
    private func apply(_ phase: StepRecord.Phase, ofPaidStepOf run: RunID, at time: Date) throws {
        if phase == .succeeded {
            try self.run("UPDATE runs SET is_paid = 1 WHERE id = ?", [run.description])
        }
        let status = try status(of: run)
        let next = try status.afterPaidOutcome(hasUndecidedSteps: try hasUndecidedSteps(run))
        if next != status { try reopen(run, as: next, at: time) }
        try updateCharge(of: run, at: time)
    }
}
