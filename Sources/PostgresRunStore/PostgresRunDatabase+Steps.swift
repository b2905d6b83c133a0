package import FoundationEssentials
package import InferenceKit
package import RunStore

extension PostgresRunDatabase {
    package func record(_ step: StepRecord, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let (step, isComplete) = redactor.redact(step)
        try await write { transaction in
            if step.phase == .began || !step.paid {
                try transaction.requireLease(lease)
            } else {
                // Only this process knows the outcome of the paid step, so it is accepted even after the lease was lost.
                _ = try transaction.lockRun(lease.run, waits: true)
            }
            if step.phase == .began {
                try transaction.begin(step, lease, at: time)
            } else {
                try transaction.end(step, isComplete: isComplete, lease, at: time)
            }
        }
    }

    package func adopt(_ outcome: StepRecord, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        try StepRules.requireSettles(outcome)
        let (step, isComplete) = redactor.redact(outcome)
        try await write { transaction in
            try transaction.requireLease(lease)
            try transaction.adopt(step, isComplete: isComplete, lease.run, at: time)
        }
    }

    package func steps(of run: RunID) async throws(RunStoreError) -> [RunStep] {
        try await read { transaction in
            try transaction.rows(StepRow.selection + "WHERE run = \(run.description) ORDER BY number")
                .map(StepRow.step)
        }
    }
}

// MARK: - In a transaction

extension PostgresTransaction {
    /// Whether the outcome of a paid step of a run is unknown.
    func hasUndecidedSteps(_ run: RunID) throws -> Bool {
        try row("SELECT 1 FROM steps WHERE run = \(run.description) AND \(StepRow.isUndecided) LIMIT 1") != nil
    }

    fileprivate func begin(_ step: StepRecord, _ lease: RunLease, at time: Date) throws {
        let attempts = try rows(
            """
            SELECT phase, is_paid, is_abandoned, token FROM steps
            WHERE run = \(lease.run.description) AND name = \(step.name) AND ordinal = \(step.ordinal)
            """
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
            VALUES (\(lease.run.description), \(step.name), \(step.ordinal), \(attempts.count + 1), \(lease.token),
                \(step.paid), 'began', true, \(time.milliseconds),
                \(step.paid ? try JSONText.encode(lease.owner) : nil))
            """
        )
        if step.paid { try updateCharge(of: lease.run, at: time, isAboutToPay: true) }
    }

    /// Ends a step, never before another that ended earlier, even if the clock was set back: resuming relies on this order.
    fileprivate func end(_ step: StepRecord, isComplete: Bool, _ lease: RunLease, at time: Date) throws {
        let count = try run(
            """
            \(try Self.ending(step, isComplete: isComplete, lease.run, at: time))
            WHERE run = \(lease.run.description) AND name = \(step.name) AND ordinal = \(step.ordinal)
                AND token = \(lease.token) AND is_paid = \(step.paid) AND phase = 'began' AND NOT is_abandoned
            """
        )
        guard count == 1 else {
            try requireLease(lease)
            throw RunStoreError.stepConflict("the step '\(step.name)' ended but had not begun")
        }
        guard step.paid, step.phase != .unknown else { return }
        try apply(step.phase, ofPaidStepOf: lease.run, at: time)
    }

    /// Ends the last attempt at a paid step whose outcome is unknown.
    fileprivate func adopt(_ step: StepRecord, isComplete: Bool, _ run: RunID, at time: Date) throws {
        let count = try self.run(
            """
            \(try Self.ending(step, isComplete: isComplete, run, at: time))
            WHERE number = (
                SELECT max(number) FROM steps WHERE run = \(run.description) AND name = \(step.name)
                    AND ordinal = \(step.ordinal) AND \(StepRow.isUndecided)
            )
            """
        )
        guard count == 1 else {
            throw RunStoreError.stepConflict("no attempt at the paid step '\(step.name)' has an unknown outcome")
        }
        try apply(step.phase, ofPaidStepOf: run, at: time)
    }

    private static func ending(
        _ step: StepRecord,
        isComplete: Bool,
        _ run: RunID,
        at time: Date
    ) throws -> SQL {
        """
        UPDATE steps SET phase = \(step.phase.rawValue), result = \(try step.result.map { try JSONText.encode($0) }),
            is_complete = \(isComplete), error = \(try step.error.map { try JSONText.encode($0) }),
            ended = greatest(\(time.milliseconds), began, (SELECT max(ended) FROM steps WHERE run = \(run.description)))
        """
    }

    /// Draws the consequences of a paid step that has succeeded or failed.
    private func apply(_ phase: StepRecord.Phase, ofPaidStepOf run: RunID, at time: Date) throws {
        if phase == .succeeded {
            try self.run("UPDATE runs SET is_paid = true WHERE id = \(run.description)")
        }
        let status = try status(of: run)
        let next = try status.afterPaidOutcome(hasUndecidedSteps: try hasUndecidedSteps(run))
        if next != status { try reopen(run, as: next, at: time) }
        try updateCharge(of: run, at: time)
    }
}
