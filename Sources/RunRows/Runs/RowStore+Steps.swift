package import FoundationEssentials
package import InferenceKit
package import RunStore

extension RowStore {
    package func record(_ step: StepRecord, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        let (step, isComplete) = redactor.redact(step)
        // A free step whose beginning is lost in a power failure begins again; every other phase must be on disk.
        let durability: Durability = step.phase == .began && !step.paid ? .process : .disk
        try await write(durability) { transaction in
            if step.phase == .began || !step.paid {
                try transaction.requireLease(lease)
            } else {
                // Only this process knows the outcome of the paid step, so it is accepted even after the lease was lost.
                _ = try transaction.lease(of: lease.run)
            }
            if step.phase == .began {
                try transaction.begin(step, lease, at: time)
            } else {
                try transaction.end(step, isComplete: isComplete, lease, at: time)
            }
        }
    }

    package func adopt(
        _ outcome: StepRecord,
        answering answer: StepAnswer?,
        _ lease: RunLease,
        at time: Date
    ) async throws(RunStoreError) -> StepRecord? {
        try StepRules.requireSettles(outcome)
        let (step, isComplete) = redactor.redact(outcome)
        return try await write(.disk) { transaction in
            try transaction.requireLease(lease)
            return try transaction.adopt(step, isComplete: isComplete, answer, lease.run, at: time)
        }
    }

    package func abandonUnknownSteps(_ lease: RunLease, at time: Date) async throws(RunStoreError) {
        try await write(.disk) { transaction in
            try transaction.requireLease(lease)
            try transaction.abandonUnknownSteps(lease, at: time)
        }
    }

    package func steps(of run: RunID) async throws(RunStoreError) -> [RunStep] {
        try await read { try $0.all(StepRow.selection + "WHERE run = \(run) ORDER BY number", StepRow.step) }
    }
}

// MARK: - In a transaction

extension RowTransaction {
    /// Whether the outcome of a paid step of a run is unknown.
    func hasUndecidedSteps(_ run: RunID) throws -> Bool {
        try finds("SELECT 1 FROM steps WHERE run = \(run) AND \(StepRow.isUndecided) LIMIT 1")
    }

    fileprivate func begin(_ step: StepRecord, _ lease: RunLease, at time: Date) throws {
        let attempts = try all(
            StepRow.attempts + "WHERE \(StepRow.key(step, of: lease.run))",
            StepRow.attempt
        )
        try StepRules.requireMayBegin(step, after: attempts, token: lease.token)
        try run(try StepRow.insertion(step, attempt: attempts.count + 1, lease, at: time))
        if step.paid { try updateCharge(of: lease.run, at: time, isAboutToPay: true) }
    }

    fileprivate func end(_ step: StepRecord, isComplete: Bool, _ lease: RunLease, at time: Date) throws {
        // 'IS', since '=' beside an index on "is_paid = 1" makes SQLite prepare the statement again for each value.
        let equals = SQL(sqlite: "IS", postgres: "=")
        let count = try run(
            try StepRow.ending(step, isComplete: isComplete, of: lease.run, at: time) + """
                WHERE \(StepRow.key(step, of: lease.run)) AND token = \(lease.token) AND is_paid \(equals) \(step.paid)
                    AND phase = 'began' AND is_abandoned = \(.no)
                """
        )
        guard count == 1 else {
            try requireLease(lease)
            throw RunStoreError.stepConflict("the step '\(step.name)' ended but had not begun")
        }
        guard step.paid, step.phase != .unknown else { return }
        try apply(step.phase, ofPaidStepOf: lease.run, at: time)
    }

    /// Ends the attempt at a paid step that an answer belongs to, or the last one whose outcome is unknown.
    ///
    /// - Returns: What is noted at an attempt that was given up.
    fileprivate func adopt(
        _ step: StepRecord,
        isComplete: Bool,
        _ answer: StepAnswer?,
        _ run: RunID,
        at time: Date
    ) throws -> StepRecord? {
        let key = StepRow.key(step, of: run)
        let answered: SQL = if let answer { "\(key) AND token = \(answer.token)" } else { key }
        let count = try self.run(
            try StepRow.ending(step, isComplete: isComplete, of: run, at: time) + """
                WHERE number = (
                    SELECT max(number) FROM steps WHERE \(answered) AND \(StepRow.isUndecided)
                )
                """
        )
        if count == 1 {
            try apply(step.phase, ofPaidStepOf: run, at: time)
            return nil
        }
        let note = StepRules.note(on: step, task: answer?.task)
        let noted =
            answer == nil
            ? 0
            : try self.run(
                try StepRow.ending(note, isComplete: true, of: run, at: time)
                    + "WHERE \(answered) AND is_abandoned = \(.yes)"
            )
        guard noted == 1 else {
            throw RunStoreError.stepConflict("no attempt at the paid step '\(step.name)' has an unknown outcome")
        }
        return note
    }

    /// Draws the consequences of a paid step that has succeeded or failed.
    private func apply(_ phase: StepRecord.Phase, ofPaidStepOf run: RunID, at time: Date) throws {
        if phase == .succeeded { try self.run(RunRow.update(run, "is_paid = \(.yes)")) }
        let status = try status(of: run)
        let next = try status.afterPaidOutcome(hasUndecidedSteps: try hasUndecidedSteps(run))
        if next != status { try reopen(run, as: next, at: time) }
        try updateCharge(of: run, at: time)
    }

    fileprivate func abandonUnknownSteps(_ lease: RunLease, at time: Date) throws {
        let undecided: SQL = "WHERE run = \(lease.run) AND \(StepRow.isUndecided)"
        let begun = try all("SELECT name, owner FROM steps \(undecided)") { row in
            (step: try row.next(String.self), owner: try row.optionalJSON() as RunOwner?)
        }
        for (step, owner) in begun {
            let owner = Self.isShared ? owner?.inFleet : owner
            try StepRules.requireMayGiveUp(step, begunBy: owner, lease)
        }
        try run("UPDATE steps SET is_abandoned = \(.yes) \(undecided)")
        let status = try status(of: lease.run)
        if status.afterGivingUp != status { try reopen(lease.run, as: status.afterGivingUp, at: time) }
        try updateCharge(of: lease.run, at: time)
    }
}
