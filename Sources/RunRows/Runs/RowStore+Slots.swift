package import FoundationEssentials
package import RunStore

extension RowStore {
    package func takeSlot(
        _ limit: ServiceLimit,
        _ lease: RunLease,
        at time: Date
    ) async throws(RunStoreError) -> SlotAnswer {
        try await write { transaction in
            try transaction.requireLease(lease)
            if limit.countsAnything { try transaction.lock(limit.lockWord) }
            let time = self.leaseTime(time, transaction)
            return try transaction.takeSlot(limit, for: lease.run, token: lease.token, at: time)
        }
    }

    package func noteSubmission(
        _ limit: ServiceLimit,
        _ lease: RunLease,
        at time: Date
    ) async throws(RunStoreError) -> SlotAnswer {
        try await write { transaction in
            try transaction.requireLease(lease)
            try transaction.lock(limit.lockWord)
            let time = self.leaseTime(time, transaction)
            let answer = SlotRules.submission(
                limit,
                for: lease.run,
                slots: try transaction.slots(of: limit.account),
                submissions: try transaction.submissions(of: limit.account, at: time),
                at: time
            )
            guard case .taken = answer else { return answer }
            let free = ServiceLimit(account: limit.account)
            _ = try transaction.takeSlot(free, for: lease.run, token: lease.token, at: time)
            try transaction.run("UPDATE slots SET submitted = \(time) WHERE run = \(lease.run)")
            let old = time.addingTimeInterval(-SlotRules.period)
            try transaction.run("DELETE FROM submissions WHERE account = \(limit.account) AND time <= \(old)")
            try transaction.run("INSERT INTO submissions (account, time) VALUES (\(limit.account), \(time))")
            try transaction.forgetLeftSlots(of: limit.account, at: time)
            return answer
        }
    }

    package func freeSlot(ofRemoved run: RunID) async throws(RunStoreError) {
        try await write { transaction in
            let count = try transaction.run("DELETE FROM left_slots WHERE run = \(run)")
            if count > 0 { try transaction.tellListeners("") }
        }
    }

    package func rest(_ lease: RunLease, _ rest: RunRest, at time: Date) async throws(RunStoreError) {
        let failure = redactor.redact(rest.failure)
        try await write { transaction in
            try transaction.requireLease(lease)
            let end = rest.end(from: self.leaseTime(time, transaction))
            let count = rest.counts ? 1 : 0
            try transaction.run(
                """
                UPDATE leases SET rests_until = \(end), interruptions = interruptions + \(count) WHERE run = \(lease.run)
                """
            )
            try transaction.run(
                """
                UPDATE runs SET failure = \(try JSONText.encode(failure)), updated = \(time)
                WHERE id = \(lease.run) AND ended IS NULL
                """
            )
        }
    }
}

// MARK: - In a transaction

extension RowTransaction {
    /// All slots of an account, whether they are in use or not.
    package func slots(of account: String) throws -> [Slot] {
        try all(SlotRow.selection + "WHERE slots.account = \(account)") { try SlotRow.slot(&$0) }
            + leftSlots(of: account)
    }

    /// The slots of an account that runs have left that were removed.
    private func leftSlots(of account: String) throws -> [Slot] {
        try all(SlotRow.leftSelection + "WHERE account = \(account)") { try SlotRow.leftSlot(&$0) }
    }

    /// Keeps the slot of a run that is about to be removed, if its task may still be at the service.
    func keepSlot(of run: Run, at time: Date) throws {
        let slots = try all(SlotRow.selection + "WHERE slots.run = \(run.id)") { try SlotRow.slot(&$0) }
        for slot in slots where slot.outlivesRun(at: time) {
            try self.run(SlotRow.keeping(slot, RemovedRun(model: run.model.name, taskID: run.taskID)))
        }
    }

    fileprivate func forgetLeftSlots(of account: String, at time: Date) throws {
        for slot in try leftSlots(of: account) where !slot.isInUse(at: time) {
            try self.run("DELETE FROM left_slots WHERE run = \(slot.run)")
        }
    }

    /// How many submissions of an account began in the last minute.
    package func submissions(of account: String, at time: Date) throws -> Int {
        let since = time.addingTimeInterval(-SlotRules.period)
        return try value("SELECT count(*) FROM submissions WHERE account = \(account) AND time > \(since)") ?? 0
    }

    /// Gives a run a slot if there is one.
    ///
    /// Whoever counts has locked the account, so that two processes cannot both take the last slot.
    package func takeSlot(
        _ limit: ServiceLimit,
        for run: RunID,
        token: Int64,
        at time: Date
    ) throws -> SlotAnswer {
        let slots = try slots(of: limit.account)
        let answer = SlotRules.answer(
            limit,
            for: run,
            slots: slots,
            submissions: limit.submissionsPerMinute == nil ? 0 : try submissions(of: limit.account, at: time),
            at: time
        )
        guard case .taken = answer else { return answer }
        if slots.contains(where: { $0.run == run && $0.isInUse(at: time) }) {
            try self.run("UPDATE slots SET token = \(token) WHERE run = \(run)")
        } else {
            try self.run(SlotRow.taking(limit.account, for: run, token: token, at: time))
        }
        return answer
    }

    /// Removes the slot of a run unless it is in use.
    func dropUnusedSlot(of run: RunID, at time: Date) throws {
        let slots = try all(SlotRow.selection + "WHERE slots.run = \(run)") { try SlotRow.slot(&$0) }
        for slot in slots where !slot.isInUse(at: time) { try self.run("DELETE FROM slots WHERE run = \(run)") }
    }

    /// Removes the slot of a run that has ended permanently, and says so to processes that wait for one.
    func tidySlot(of run: RunID) throws {
        let count = try self.run(
            """
            DELETE FROM slots WHERE run = \(run)
                AND EXISTS (SELECT 1 FROM runs WHERE id = slots.run AND status IN ('succeeded', 'failed', 'canceled'))
            """
        )
        if count > 0 { try tellListeners("") }
    }
}
