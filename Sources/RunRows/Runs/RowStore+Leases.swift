package import FoundationEssentials
package import RunStore

extension RowStore {
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
            try transaction.run("UPDATE leases SET is_cancel_requested = \(.no) WHERE run = \(run)")
            return .success(try transaction.take(run, owner, token: token + 1, at: time))
        }
        return try taken.get()
    }

    package func renew(_ lease: RunLease, at time: Date) async throws(RunStoreError) -> Bool {
        try await write { transaction in
            let time = self.leaseTime(time, transaction)
            let held = try transaction.heldLease(lease)
            if let current = held.lease, SlotRules.lapses(with: current, at: time) {
                try transaction.dropUnusedSlot(of: lease.run, at: time)
            }
            // A process that polls every second for a cancellation need not write every second.
            let end = RunLease.end(from: time)
            let quarter = end.timeIntervalSince(time) / 4
            if let current = held.lease, current.expires < end.addingTimeInterval(-quarter) {
                try transaction.run(
                    "UPDATE leases SET expires = \(end) WHERE run = \(lease.run) AND token = \(lease.token)"
                )
            }
            return held.isCancelRequested
        }
    }

    package func release(_ lease: RunLease) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.requireLease(lease)
            try transaction.giveBack(lease.run)
        }
    }

    package func requestCancel(_ run: RunID) async throws(RunStoreError) {
        try await write { transaction in
            let count = try transaction.run("UPDATE leases SET is_cancel_requested = \(.yes) WHERE run = \(run)")
            guard count == 1 else { throw RunStoreError.noSuchRun(run.description) }
        }
    }

    package func remove(_ run: RunID, at time: Date) async throws(RunStoreError) -> Run {
        try await write { transaction in
            let now = self.leaseTime(time, transaction)
            try transaction.requireUnheld(run, at: now, to: "removed")
            guard let removed = try self.run(RunQuery.named(run.description), transaction) else {
                throw RunStoreError.noSuchRun(run.description)
            }
            if let (facts, charge) = try transaction.chargeFacts(of: run), let charge {
                try transaction.replaceCharge(of: run, with: charge.afterRemoval(mayBePaid: facts.mayBePaid))
            }
            try transaction.keepSlot(of: removed, at: now)
            try transaction.run("DELETE FROM runs WHERE id = \(run)")
            return removed
        }
    }
}

// MARK: - In a transaction

/// What the row of a lease says.
package struct LeaseFacts: Sendable {
    /// Whether someone asked to cancel the run.
    var isCancelRequested: Bool
    /// How often the run was taken.
    var token: Int64
    /// The lease, expired or not; `nil` when it was given back.
    var lease: RunLease?
}

extension RowTransaction {
    /// Reads the lease of a run, and keeps others from taking it until the transaction ends.
    ///
    /// - Returns: What its row says.
    /// - Throws: `no-such-run`.
    func lease(of run: RunID) throws -> LeaseFacts {
        let statement: SQL = """
            SELECT leases.is_cancel_requested, leases.token, \(LeaseRow.columns) FROM leases
            WHERE run = \(run)\(.lockingRows)
            """
        let facts = try first(statement) { row in
            LeaseFacts(
                isCancelRequested: try row.next(),
                token: try row.next(),
                lease: try LeaseRow.lease(&row, of: run)
            )
        }
        guard let facts else { throw RunStoreError.noSuchRun(run.description) }
        return facts
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
        let facts = try lease(of: run)
        if var lease = facts.lease, lease.isHeld(at: time) {
            if lease.isTooLong(at: time) { lease = try shorten(lease, at: time) }
            throw RunStoreError.locked(lease, to: action)
        }
        return facts.token
    }

    /// The leases of other hosts that are longer than a lease can be.
    package func leasesThatAreTooLong(at time: Date) throws -> [RunLease] {
        try all(LeaseRow.longer(at: time)) { row in
            let run: RunID = try row.next()
            return try LeaseRow.lease(&row, of: run)
        }.compactMap(\.self).filter { $0.isTooLong(at: time) }
    }

    /// Lets a lease that is too long end when one that is taken now would.
    @discardableResult
    package func shorten(_ lease: RunLease, at time: Date) throws -> RunLease {
        var shorter = lease
        shorter.expires = RunLease.end(from: time)
        try run(
            """
            UPDATE leases SET expires = \(shorter.expires)
            WHERE run = \(lease.run) AND token = \(lease.token) AND host IS NOT NULL AND expires = \(lease.expires)
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
    /// - Returns: What its row says.
    /// - Throws: `lease-lost`, or `no-such-run`.
    func heldLease(_ lease: RunLease) throws -> LeaseFacts {
        let facts = try self.lease(of: lease.run)
        // After a backup was restored, a token may be given a second time; then the owners differ.
        guard let current = facts.lease, current.token == lease.token,
            !Self.isShared || current.owner == lease.owner.inFleet
        else { throw RunStoreError.leaseLost(lease.run, to: facts.lease?.owner) }
        return facts
    }

    /// Gives the lease of a run to a process.
    package func take(_ run: RunID, _ owner: RunOwner, token: Int64, at time: Date) throws -> RunLease {
        // In whole milliseconds, as it will be read.
        let lease = RunLease(
            run: run,
            owner: owner,
            token: token,
            acquired: Date(milliseconds: time.milliseconds),
            expires: Date(milliseconds: RunLease.end(from: time).milliseconds)
        )
        try self.run(LeaseRow.taking(lease))
        return lease
    }

    /// Frees the lease of a run, and says so to processes that may take it.
    package func giveBack(_ run: RunID) throws {
        try self.run(LeaseRow.freeing(run))
        try tellListeners("FROM runs WHERE id = \(run) AND is_enqueued = \(.yes) AND \(SQL.isOpen)")
    }
}
