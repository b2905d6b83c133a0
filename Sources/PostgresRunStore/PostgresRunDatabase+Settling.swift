package import FoundationEssentials
internal import RunRows
package import RunStore

/// The statements that find paid steps of unknown outcome.
enum Settling {
    /// The runs without an end in which such a step began, the first of each.
    ///
    /// - Parameter run: Only this run; `nil` for all.
    /// - Returns: A statement.
    static func candidates(_ run: RunID? = nil) -> SQL {
        let one: SQL = run.map { " AND runs.id = \($0)" } ?? ""
        return """
            SELECT DISTINCT ON (runs.id) runs.id, steps.name, steps.began, runs.task_id, runs.estimate_usd,
                runs.is_charged, \(LeaseRow.columns)
            FROM steps JOIN runs ON runs.id = steps.run JOIN leases ON leases.run = runs.id
            WHERE \(StepRow.isUndecided) AND \(.isOpen)\(one)
            ORDER BY runs.id, steps.began
            """
    }
}

extension PostgresRunDatabase {
    package func settle(at time: Date, except awaited: Set<RunID>) async throws(RunStoreError) {
        // Almost always there is nothing to do, and then nothing is locked.
        let (lost, long) = try await read { transaction in
            let time = self.leaseTime(time, transaction)
            return (
                try transaction.lostSubmissions(at: time).map(\.run), try transaction.leasesThatAreTooLong(at: time)
            )
        }
        for lease in long {
            try await write { try $0.shorten(lease, at: self.leaseTime(time, $0)) }
        }
        for run in lost where !awaited.contains(run) { try await settle(run, at: time) }
    }

    /// Declares a run `unknown`, unless something about it has changed meanwhile.
    private func settle(_ run: RunID, at time: Date) async throws(RunStoreError) {
        try await write { transaction in
            // Another process may be settling it, or has just taken it.
            guard try transaction.lockFreeRun(run) else { return }
            let leaseTime = self.leaseTime(time, transaction)
            guard let submission = try transaction.lostSubmissions(of: run, at: leaseTime).first else { return }
            try transaction.stop(run, as: .unknown, submission.failure, log: nil, at: time)
            try transaction.updateCharge(of: run, at: time)
            try transaction.giveBack(run)
        }
    }
}

extension PostgresTransaction {
    /// The paid steps whose outcome will no longer be recorded.
    fileprivate func lostSubmissions(of run: RunID? = nil, at time: Date) throws -> [OpenSubmission] {
        try all(Settling.candidates(run), StepRow.submission).filter { $0.isLost(at: time) }
    }
}
