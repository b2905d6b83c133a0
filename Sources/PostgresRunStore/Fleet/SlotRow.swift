internal import FoundationEssentials
internal import RunStore

/// A slot as a row of the table `slots`, with what decides whether it is in use.
enum SlotRow {
    /// Selects whole slots; a condition follows.
    static let selection: SQL = """
        SELECT slots.run, slots.account, slots.token, slots.taken, slots.submitted, runs.status, runs.is_paid,
            EXISTS (SELECT 1 FROM steps WHERE steps.run = slots.run AND \(StepRow.isUndecided)), \(LeaseRow.columns)
        FROM slots JOIN runs ON runs.id = slots.run JOIN leases ON leases.run = slots.run\u{20}
        """

    /// Reads a slot.
    ///
    /// - Parameters:
    ///   - row: What ``selection`` gives.
    ///   - skew: By how much to move its times, in milliseconds.
    /// - Returns: The slot.
    /// - Throws: When the row holds something else.
    static func slot(_ row: PostgresRow, skew: Int64 = 0) throws -> Slot {
        var row = RowReader(row)
        let run = try row.runID()
        var slot = Slot(
            run: run,
            account: try row.next(),
            token: try row.next(),
            taken: Date(milliseconds: try row.next(Int64.self) + skew),
            submitted: try row.next(Int64?.self).map { Date(milliseconds: $0 + skew) },
            status: try row.value(),
            isPaid: try row.next(),
            isUndecided: try row.next(),
            lease: try LeaseRow.lease(&row, of: run)
        )
        if skew != 0 { slot.lease?.expires.addTimeInterval(Double(skew) / 1_000) }
        return slot
    }
}

// MARK: - In a transaction

extension PostgresTransaction {
    /// All slots of an account, whether they are in use or not.
    func slots(of account: String) throws -> [Slot] {
        try rows(SlotRow.selection + "WHERE slots.account = \(account)").map { try SlotRow.slot($0) }
    }

    /// How many submissions of an account began in the last minute.
    func submissions(of account: String, at time: Date) throws -> Int {
        let since = time.addingTimeInterval(-SlotRules.period).milliseconds
        return try row("SELECT count(*) FROM submissions WHERE account = \(account) AND time > \(since)")?.value() ?? 0
    }

    /// Gives a run a slot if there is one.
    ///
    /// Whoever counts has locked the account, so that two processes cannot both take the last slot.
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
            try self.run("UPDATE slots SET token = \(token) WHERE run = \(run.description)")
        } else {
            try self.run(
                """
                INSERT INTO slots (run, account, token, taken, submitted)
                VALUES (\(run.description), \(limit.account), \(token), \(time.milliseconds), NULL)
                ON CONFLICT (run) DO UPDATE SET account = excluded.account, token = excluded.token,
                    taken = excluded.taken, submitted = NULL
                """
            )
        }
        return answer
    }

    /// Removes the slot of a run that has ended permanently, and says so to processes that wait for one.
    func tidySlot(of run: RunID) throws {
        let count = try self.run(
            """
            DELETE FROM slots WHERE run = \(run.description)
                AND EXISTS (SELECT 1 FROM runs WHERE id = slots.run AND status IN ('succeeded', 'failed', 'canceled'))
            """
        )
        if count > 0 { try self.run("SELECT pg_notify(\(PostgresListener.channel), '')") }
    }
}

extension ServiceLimit {
    /// The word under which the account is locked.
    var lockWord: String { "account \(account)" }

    /// Whether anything has to be counted.
    var countsAnything: Bool { slots != nil || submissionsPerMinute != nil }
}
