internal import FoundationEssentials
internal import GRDB
internal import RunStore

/// A slot as a row of the table `slots`, with what decides whether it is in use.
enum SlotRow {
    /// Selects whole slots; a condition follows.
    static let selection = """
        SELECT slots.run, slots.account, slots.token, slots.taken, slots.submitted, runs.status, runs.is_paid,
            EXISTS (SELECT 1 FROM steps WHERE steps.run = slots.run AND \(StepRow.isUndecided)), \(LeaseRow.columns)
        FROM slots JOIN runs ON runs.id = slots.run JOIN leases ON leases.run = slots.run
        """

    /// Records that a run has a slot.
    static let taking = """
        INSERT INTO slots (run, account, token, taken, submitted) VALUES (?, ?, ?, ?, NULL)
        ON CONFLICT (run) DO UPDATE SET account = excluded.account, token = excluded.token, taken = excluded.taken,
            submitted = NULL
        """

    /// Reads a slot.
    ///
    /// - Parameter row: What ``selection`` gives.
    /// - Returns: The slot.
    /// - Throws: When the row holds something else.
    static func slot(_ row: Row) throws -> Slot {
        var row = RowReader(row)
        let run = try row.runID()
        return Slot(
            run: run,
            account: try row.next(),
            token: try row.next(),
            taken: Date(milliseconds: try row.next()),
            submitted: try row.next(Int64?.self).map(Date.init(milliseconds:)),
            status: try row.value(),
            isPaid: try row.next(),
            isUndecided: try row.next(),
            lease: try LeaseRow.lease(&row, of: run)
        )
    }
}

// MARK: - In a transaction

extension Database {
    /// All slots of an account, whether they are in use or not.
    func slots(of account: String) throws -> [Slot] {
        try rows("\(SlotRow.selection) WHERE slots.account = ?", [account]).map(SlotRow.slot)
    }

    /// How many submissions of an account began in the last minute.
    func submissions(of account: String, at time: Date) throws -> Int {
        let since = time.addingTimeInterval(-SlotRules.period).milliseconds
        let row = try row("SELECT count(*) FROM submissions WHERE account = ? AND time > ?", [account, since])
        return try row?.decode(atIndex: 0) ?? 0
    }

    /// Gives a run a slot if there is one; the write transaction is the lock of the account.
    func takeSlot(_ limit: ServiceLimit, for run: RunID, token: Int64, at time: Date) throws -> SlotAnswer {
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
            try self.run("UPDATE slots SET token = ? WHERE run = ?", [token, run.description])
        } else {
            try self.run(SlotRow.taking, [run.description, limit.account, token, time.milliseconds])
        }
        return answer
    }

    /// Removes the slot of a run that has ended permanently.
    func tidySlot(of run: RunID) throws {
        try self.run(
            """
            DELETE FROM slots WHERE run = ?
                AND EXISTS (SELECT 1 FROM runs WHERE id = slots.run AND status IN ('succeeded', 'failed', 'canceled'))
            """,
            [run.description]
        )
    }
}
