package import FoundationEssentials
internal import GRDB
package import RunStore

extension SQLiteRunDatabase {
    package func acquire(
        _ run: RunID,
        for owner: RunOwner,
        at time: Date
    ) async throws(RunStoreError) -> RunLease {
        let taken: Result<RunLease, RunStoreError> = try await write { database in
            let token: Int64
            do {
                token = try database.requireUnheld(run, at: time, to: "resumed")
            } catch let error as RunStoreError where error.code == .locked {
                // The shortened end of a lease that is too long is kept.
                return .failure(error)
            }
            // A request to cancel was meant for the process that drove the run before.
            try database.run("UPDATE leases SET is_cancel_requested = 0 WHERE run = ?", [run.description])
            return .success(try database.take(run, owner, token: token + 1, at: time))
        }
        return try taken.get()
    }

    package func renew(_ lease: RunLease, at time: Date) async throws(RunStoreError) -> Bool {
        try await write { database in
            let row = try database.heldLease(lease)
            var reader = RowReader(row)
            let isCancelRequested: Bool = try reader.next()
            let current = try LeaseRow.lease(&reader, of: lease.run)
            // A process that polls every second for a cancellation need not write every second.
            let end = RunLease.end(from: time)
            let quarter = end.timeIntervalSince(time) / 4
            if let current, current.expires < end.addingTimeInterval(-quarter) {
                try database.run(
                    "UPDATE leases SET expires = ? WHERE run = ?",
                    [end.milliseconds, lease.run.description]
                )
            }
            return isCancelRequested
        }
    }

    package func release(_ lease: RunLease) async throws(RunStoreError) {
        try await write { database in
            try database.requireLease(lease)
            try database.giveBack(lease.run)
        }
    }
}

// MARK: - In a transaction

extension Database {
    private static let lease =
        "SELECT leases.is_cancel_requested, \(LeaseRow.columns) FROM leases WHERE run = ?"

    /// Requires that no process is working on a run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - time: Now.
    ///   - action: What is to be done to it, such as `removed`.
    /// - Returns: How often the run was taken.
    /// - Throws: `locked`, or `no-such-run`.
    @discardableResult
    func requireUnheld(_ run: RunID, at time: Date, to action: String) throws -> Int64 {
        guard let row = try row(Self.lease, [run.description]) else { throw RunStoreError.noSuchRun(run.description) }
        var reader = RowReader(row)
        _ = try reader.next(Bool.self)
        if var lease = try LeaseRow.lease(&reader, of: run), lease.isHeld(at: time) {
            if lease.isTooLong(at: time) { lease = try shorten(lease, at: time) }
            throw RunStoreError.locked(lease, to: action)
        }
        return try row.decode(atIndex: 1)
    }

    /// The leases of other hosts that are longer than a lease can be.
    func leasesThatAreTooLong(at time: Date) throws -> [RunLease] {
        try rows(
            "SELECT leases.run, \(LeaseRow.columns) FROM leases WHERE expires > ?",
            [RunLease.end(from: time).milliseconds]
        ).compactMap { row in
            var row = RowReader(row)
            let run = try row.runID()
            return try LeaseRow.lease(&row, of: run)
        }.filter { $0.isTooLong(at: time) }
    }

    /// Lets a lease that is too long end when one that is taken now would.
    @discardableResult
    func shorten(_ lease: RunLease, at time: Date) throws -> RunLease {
        var lease = lease
        lease.expires = RunLease.end(from: time)
        try run(
            "UPDATE leases SET expires = ? WHERE run = ? AND token = ? AND host IS NOT NULL",
            [lease.expires.milliseconds, lease.run.description, lease.token]
        )
        return lease
    }

    /// Requires that no other process has taken a run over.
    ///
    /// - Parameter lease: The lease under which something is to be written.
    /// - Throws: `lease-lost`, or `no-such-run`.
    func requireLease(_ lease: RunLease) throws {
        let held = "SELECT 1 FROM leases WHERE run = ? AND token = ? AND host IS NOT NULL"
        guard try row(held, [lease.run.description, lease.token]) == nil else { return }
        _ = try heldLease(lease)
    }

    /// Reads the lease of a run that no other process has taken over.
    ///
    /// - Parameter lease: The lease under which something is to be written.
    /// - Returns: Whether someone asked to cancel the run, and the columns of ``LeaseRow``.
    /// - Throws: `lease-lost`, or `no-such-run`.
    func heldLease(_ lease: RunLease) throws -> Row {
        guard let row = try row(Self.lease, [lease.run.description]) else {
            throw RunStoreError.noSuchRun(lease.run.description)
        }
        var reader = RowReader(row)
        _ = try reader.next(Bool.self)
        let current = try LeaseRow.lease(&reader, of: lease.run)
        guard current?.token == lease.token else { throw RunStoreError.leaseLost(lease.run, to: current?.owner) }
        return row
    }

    /// Gives the lease of a run to a process.
    func take(_ run: RunID, _ owner: RunOwner, token: Int64, at time: Date) throws -> RunLease {
        let expires = RunLease.end(from: time)
        try self.run(
            "UPDATE leases SET token = ?, host = ?, boot = ?, process = ?, process_start = ?, acquired = ?, expires = ? "
                + "WHERE run = ?",
            [
                token, owner.host, owner.boot, owner.processID, owner.processStart, time.milliseconds,
                expires.milliseconds,
                run.description,
            ]
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
            WHERE run = ?
            """,
            [run.description]
        )
    }
}
