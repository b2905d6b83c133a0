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
    package func settle(at time: Date, except awaited: Set<RunID>) async throws(RunStoreError) {
        guard !isReadOnly else { return }
        // Almost always there is nothing to do, and then nothing is locked.
        let isSettled = try await read { database in
            try database.lostSubmissions(at: time).allSatisfy { awaited.contains($0.run) }
                && database.leasesThatAreTooLong(at: time).isEmpty
        }
        guard !isSettled else { return }
        try await write(.disk) { database in
            for lease in try database.leasesThatAreTooLong(at: time) { try database.shorten(lease, at: time) }
            for submission in try database.lostSubmissions(at: time) where !awaited.contains(submission.run) {
                try database.stop(submission.run, as: .unknown, submission.failure, log: nil, at: time)
                try database.updateCharge(of: submission.run, at: time)
                try database.giveBack(submission.run)
            }
        }
    }

    package func abandonUnknownSteps(_ lease: RunLease, at time: Date) async throws(RunStoreError) {
        try await write(.disk) { database in
            try database.requireLease(lease)
            let undecided = "WHERE run = ? AND \(StepRow.isUndecided)"
            for row in try database.rows("SELECT name, owner FROM steps \(undecided)", [lease.run.description]) {
                var row = RowReader(row)
                let step: String = try row.next()
                let owner = try row.next(String?.self).map { try JSONText.decode($0, as: RunOwner.self) }
                try StepRules.requireMayGiveUp(step, begunBy: owner, lease)
            }
            try database.run("UPDATE steps SET is_abandoned = 1 \(undecided)", [lease.run.description])
            let status = try database.status(of: lease.run)
            if status.afterGivingUp != status { try database.reopen(lease.run, as: status.afterGivingUp, at: time) }
            try database.updateCharge(of: lease.run, at: time)
        }
    }
}

extension Database {
    /// The paid steps whose outcome will no longer be recorded.
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
