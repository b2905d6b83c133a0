package import FoundationEssentials
internal import RunRows
package import RunStore

/// The statements that find paid steps of unknown outcome.
enum Settling {
    /// The runs without an end in which such a step began.
    static let candidates: SQL = """
        SELECT runs.id, steps.name, min(steps.began), runs.task_id, runs.estimate_usd, runs.is_charged, \(LeaseRow.columns)
        FROM steps CROSS JOIN runs ON runs.id = steps.run JOIN leases ON leases.run = runs.id
        WHERE \(StepRow.isUndecided) AND \(.isOpen) GROUP BY runs.id
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
}

extension SQLiteTransaction {
    /// The paid steps whose outcome will no longer be recorded.
    fileprivate func lostSubmissions(at time: Date) throws -> [OpenSubmission] {
        try all(Settling.candidates, StepRow.submission).filter { $0.isLost(at: time) }
    }
}
