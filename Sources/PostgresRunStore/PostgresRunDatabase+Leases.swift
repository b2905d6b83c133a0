package import FoundationEssentials
package import RunStore

extension PostgresRunDatabase {
    package func acquire(
        _ run: RunID,
        for owner: RunOwner,
        at time: Date
    ) async throws(RunStoreError) -> RunLease {
        let taken: Result<RunLease, RunStoreError> = try await write { transaction in
            let time = self.leaseTime(time, transaction)
            let token: Int64
            do {
                token = try transaction.requireUnheld(run, at: time, to: "resumed")
            } catch let error as RunStoreError where error.code == .locked {
                // The shortened end of a lease that is too long is kept.
                return .failure(error)
            }
            // A request to cancel was meant for the process that drove the run before.
            try transaction.run("UPDATE leases SET is_cancel_requested = false WHERE run = \(run.description)")
            return .success(try transaction.take(run, owner, token: token + 1, at: time))
        }
        return try taken.get()
    }

    package func renew(_ lease: RunLease, at time: Date) async throws(RunStoreError) -> Bool {
        try await write { transaction in
            let time = self.leaseTime(time, transaction)
            let row = try transaction.heldLease(lease)
            var reader = RowReader(row)
            let isCancelRequested: Bool = try reader.next()
            let current = try LeaseRow.lease(&reader, of: lease.run)
            // A process that polls every second for a cancellation need not write every second.
            let end = RunLease.end(from: time)
            let quarter = end.timeIntervalSince(time) / 4
            if let current, current.expires < end.addingTimeInterval(-quarter) {
                try transaction.run(
                    """
                    UPDATE leases SET expires = \(end.milliseconds)
                    WHERE run = \(lease.run.description) AND token = \(lease.token)
                    """
                )
            }
            return isCancelRequested
        }
    }

    package func release(_ lease: RunLease) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.requireLease(lease)
            try transaction.giveBack(lease.run)
        }
    }
}

// MARK: - In a transaction

extension PostgresTransaction {
    /// Locks the lease of a run until the transaction ends, and reads it.
    private static func lease(of run: RunID) -> SQL {
        """
        SELECT leases.is_cancel_requested, \(LeaseRow.columns) FROM leases WHERE run = \(run.description)
        FOR NO KEY UPDATE
        """
    }

    /// Requires that no process is working on a run, and keeps others from taking it until the transaction ends.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - time: Now.
    ///   - action: What is to be done to it, such as `removed`.
    /// - Returns: How often the run was taken.
    /// - Throws: `locked`, or `no-such-run`.
    @discardableResult
    func requireUnheld(_ run: RunID, at time: Date, to action: String) throws -> Int64 {
        guard let row = try row(Self.lease(of: run)) else { throw RunStoreError.noSuchRun(run.description) }
        var reader = RowReader(row)
        _ = try reader.next(Bool.self)
        if var lease = try LeaseRow.lease(&reader, of: run), lease.isHeld(at: time) {
            if lease.isTooLong(at: time) { lease = try shorten(lease, at: time) }
            throw RunStoreError.locked(lease, to: action)
        }
        return try Int64.column(row.columns[1])
    }

    /// The leases of other hosts that are longer than a lease can be.
    func leasesThatAreTooLong(at time: Date) throws -> [RunLease] {
        try rows(
            """
            SELECT leases.run, \(LeaseRow.columns) FROM leases
            WHERE host IS NOT NULL AND expires > \(RunLease.end(from: time).milliseconds)
            """
        ).compactMap { row in
            var row = RowReader(row)
            let run = try row.runID()
            return try LeaseRow.lease(&row, of: run)
        }.filter { $0.isTooLong(at: time) }
    }

    /// Lets a lease that is too long end when one that is taken now would.
    @discardableResult
    func shorten(_ lease: RunLease, at time: Date) throws -> RunLease {
        var shorter = lease
        shorter.expires = RunLease.end(from: time)
        try run(
            """
            UPDATE leases SET expires = \(shorter.expires.milliseconds)
            WHERE run = \(lease.run.description) AND token = \(lease.token) AND host IS NOT NULL
                AND expires = \(lease.expires.milliseconds)
            """
        )
        return shorter
    }

    /// Requires that no other process has taken a run over, and keeps others from doing so until the transaction ends.
    ///
    /// - Parameter lease: The lease under which something is to be written.
    /// - Throws: `lease-lost`, or `no-such-run`.
    func requireLease(_ lease: RunLease) throws {
        _ = try heldLease(lease)
    }

    /// Reads the lease of a run that no other process has taken over.
    ///
    /// - Parameter lease: The lease under which something is to be written.
    /// - Returns: Whether someone asked to cancel the run, and the columns of ``LeaseRow``.
    /// - Throws: `lease-lost`, or `no-such-run`.
    func heldLease(_ lease: RunLease) throws -> PostgresRow {
        guard let row = try row(Self.lease(of: lease.run)) else {
            throw RunStoreError.noSuchRun(lease.run.description)
        }
        var reader = RowReader(row)
        _ = try reader.next(Bool.self)
        let current = try LeaseRow.lease(&reader, of: lease.run)
        // After a backup was restored, a token may be given a second time; then the owners differ.
        guard current?.token == lease.token, current?.owner == lease.owner.inFleet else {
            throw RunStoreError.leaseLost(lease.run, to: current?.owner)
        }
        return row
    }

    /// Keeps other processes from changing a run until the transaction ends, whoever drives it.
    ///
    /// - Returns: False when another process is changing it now and this one does not wait, or when there is no such run.
    func lockRun(_ run: RunID, waits: Bool) throws -> Bool {
        let mode: SQL = waits ? "FOR NO KEY UPDATE" : "FOR NO KEY UPDATE SKIP LOCKED"
        return try row("SELECT 1 FROM leases WHERE run = \(run.description) \(mode)") != nil
    }

    /// Gives the lease of a run to a process.
    func take(_ run: RunID, _ owner: RunOwner, token: Int64, at time: Date) throws -> RunLease {
        let expires = RunLease.end(from: time)
        try self.run(
            """
            UPDATE leases SET token = \(token), host = \(owner.host), boot = \(owner.boot), process = \(owner.processID),
                process_start = \(owner.processStart), acquired = \(time.milliseconds), expires = \(expires.milliseconds)
            WHERE run = \(run.description)
            """
        )
        return RunLease(
            run: run,
            owner: owner,
            token: token,
            acquired: Date(milliseconds: time.milliseconds),
            expires: Date(milliseconds: expires.milliseconds)
        )
    }

    /// Frees the lease of a run.
    func giveBack(_ run: RunID) throws {
        try self.run(
            """
            UPDATE leases SET host = NULL, boot = NULL, process = NULL, process_start = NULL, acquired = NULL, expires = NULL
            WHERE run = \(run.description)
            """
        )
        // Processes that listen learn at the commit that they may take it.
        try self.run(
            """
            SELECT pg_notify(\(PostgresListener.channel), '') FROM runs
            WHERE id = \(run.description) AND is_enqueued AND status IN ('queued', 'starting', 'processing')
            """
        )
    }
}
