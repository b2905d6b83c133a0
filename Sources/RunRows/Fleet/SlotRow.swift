internal import FoundationEssentials
package import RunStore

/// A slot as a row of the table `slots`, with what decides whether it is in use.
package enum SlotRow {
    /// Selects whole slots; a condition follows.
    package static let selection: SQL = """
        SELECT slots.run, slots.account, slots.token, slots.taken, slots.submitted, runs.status, runs.is_paid,
            EXISTS (SELECT 1 FROM steps WHERE steps.run = slots.run AND \(StepRow.isUndecided)), \(LeaseRow.columns)
        FROM slots JOIN runs ON runs.id = slots.run JOIN leases ON leases.run = slots.run\u{20}
        """

    /// Selects the slots that runs have left that were removed; a condition follows.
    static let leftSelection: SQL = """
        SELECT run, account, token, taken, submitted, status, is_paid, is_undecided, token, NULL, NULL, NULL, NULL, NULL, NULL,
            model, task_id
        FROM left_slots\u{20}
        """

    /// Keeps a slot whose run is being removed.
    static func keeping(_ slot: Slot, _ removed: RemovedRun) -> SQL {
        .insertion(
            into: "left_slots",
            "run, account, token, taken, submitted, status, is_paid, is_undecided, model, task_id",
            [
                slot.run, slot.account, slot.token, slot.taken, slot.submitted, slot.status.rawValue, slot.isPaid,
                slot.isUndecided, removed.model, removed.taskID,
            ]
        )
    }

    /// Reads a slot that a run has left.
    static func leftSlot(_ row: inout ColumnReader, skew: Int64 = 0) throws -> Slot {
        var slot = try slot(&row, skew: skew)
        slot.removed = RemovedRun(model: try row.next(), taskID: try row.next())
        return slot
    }

    /// Records that a run has a slot.
    static func taking(_ account: String, for run: RunID, token: Int64, at time: Date) -> SQL {
        """
        INSERT INTO slots (run, account, token, taken, submitted)
        VALUES (\(run), \(account), \(token), \(time), NULL)
        ON CONFLICT (run) DO UPDATE SET account = excluded.account, token = excluded.token, taken = excluded.taken,
            submitted = NULL
        """
    }

    /// Reads a slot.
    ///
    /// - Parameters:
    ///   - row: What ``selection`` gives.
    ///   - skew: By how much to move its times, in milliseconds.
    /// - Returns: The slot.
    /// - Throws: When the row holds something else.
    static func slot(_ row: inout ColumnReader, skew: Int64 = 0) throws -> Slot {
        let run: RunID = try row.next()
        return Slot(
            run: run,
            account: try row.next(),
            token: try row.next(),
            taken: Date(milliseconds: try row.next(Int64.self) + skew),
            submitted: try row.next(Int64?.self).map { Date(milliseconds: $0 + skew) },
            status: try row.word(),
            isPaid: try row.next(),
            isUndecided: try row.next(),
            lease: try LeaseRow.lease(&row, of: run)?.moved(by: skew)
        )
    }
}

extension ServiceLimit {
    /// The word under which the account is locked.
    package var lockWord: String { "account \(account)" }

    /// Whether anything has to be counted.
    package var countsAnything: Bool { slots != nil || submissionsPerMinute != nil }
}
