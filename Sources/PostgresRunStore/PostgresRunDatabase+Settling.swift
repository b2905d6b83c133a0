package import FoundationEssentials
package import RunStore

/// The statements that find paid steps of unknown outcome.
enum Settling {
    /// The runs without an end in which such a step began, the first of each.
    ///
    /// - Parameter run: Only this run; `nil` for all.
    /// - Returns: A statement.
    static func candidates(_ run: RunID? = nil) -> SQL {
        let one: SQL = run.map { " AND runs.id = \($0.description)" } ?? ""
        return """
            SELECT DISTINCT ON (runs.id) runs.id, steps.name, steps.began, runs.task_id, runs.estimate_usd,
                runs.is_charged, \(LeaseRow.columns)
            FROM steps JOIN runs ON runs.id = steps.run JOIN leases ON leases.run = runs.id
            WHERE \(StepRow.isUndecided) AND runs.status IN ('queued', 'starting', 'processing')\(one)
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
            guard try transaction.lockRun(run, waits: false) else { return }
            let leaseTime = self.leaseTime(time, transaction)
            guard let submission = try transaction.lostSubmissions(of: run, at: leaseTime).first else { return }
            try transaction.stop(run, as: .unknown, submission.failure, log: nil, at: time)
            try transaction.updateCharge(of: run, at: time)
            try transaction.giveBack(run)
        }
    }

    package func abandonUnknownSteps(_ lease: RunLease, at time: Date) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.requireLease(lease)
            let undecided: SQL = "WHERE run = \(lease.run.description) AND \(StepRow.isUndecided)"
            for row in try transaction.rows("SELECT name, owner FROM steps \(undecided)") {
                var row = RowReader(row)
                let step: String = try row.next()
                let owner = try row.next(String?.self).map { try JSONText.decode($0, as: RunOwner.self).inFleet }
                try StepRules.requireMayGiveUp(step, begunBy: owner, lease)
            }
            try transaction.run("UPDATE steps SET is_abandoned = true \(undecided)")
            let status = try transaction.status(of: lease.run)
            if status.afterGivingUp != status {
                try transaction.reopen(lease.run, as: status.afterGivingUp, at: time)
            }
            try transaction.updateCharge(of: lease.run, at: time)
        }
    }
}

extension PostgresTransaction {
    /// The paid steps whose outcome will no longer be recorded.
    fileprivate func lostSubmissions(of run: RunID? = nil, at time: Date) throws -> [OpenSubmission] {
        try rows(Settling.candidates(run)).map { row in
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
