package import FoundationEssentials
internal import GRDB
package import RunStore

/// The statements that find paid steps of unknown outcome.
enum Settling {
    /// The runs without an end in which such a step began.
    static let candidates = """
        SELECT runs.id, steps.name, min(steps.began), runs.task_id, runs.estimate_usd, runs.is_charged, \(LeaseRow.columns)
        FROM steps CROSS JOIN runs ON runs.id = steps.run JOIN leases ON leases.run = runs.id
        WHERE \(StepRow.isUndecided) AND runs.status IN ('queued', 'starting', 'processing') GROUP BY runs.id
        """
}

extension SQLiteRunDatabase {
    package func settle(at time: Date) async throws(RunStoreError) {
        // Almost always there are none, and then nothing is locked.
        guard try await read({ try !$0.lostSubmissions(at: time).isEmpty }) else { return }
        try await write(.disk) { database in
            for submission in try database.lostSubmissions(at: time) {
                try database.stop(submission.run, as: .unknown, submission.failure, log: nil, at: time)
                try database.giveBack(submission.run)
            }
        }
    }

    package func abandonUnknownSteps(_ lease: RunLease, at time: Date) async throws(RunStoreError) {
        try await write(.disk) { database in
            try database.requireLease(lease)
            try database.run(
                "UPDATE steps SET is_abandoned = 1 WHERE run = ? AND \(StepRow.isUndecided)",
                [lease.run.description]
            )
            let status = try database.status(of: lease.run)
            if status.afterGivingUp != status { try database.reopen(lease.run, as: status.afterGivingUp, at: time) }
        }
    }
}

extension Database {
    /// The paid steps whose outcome will not be recorded any more.
    fileprivate func lostSubmissions(at time: Date) throws -> [OpenSubmission] {
        try rows(Settling.candidates).map { row in
            var row = RowReader(row)
            let run = try row.runID()
            return OpenSubmission(
                run: run,
                step: try row.next(),
                began: Date(milliseconds: try row.next()),
                taskID: try row.next(),
                estimate: try row.next(Double?.self).map { .usd($0) } ?? .unknown,
                isCharged: try row.next(),
                lease: try LeaseRow.lease(&row, of: run)
            )
        }.filter { $0.isLost(at: time) }
    }
}
