package import FoundationEssentials
package import RunStore

/// A lease as a row of the table `leases`, which every run has.
package enum LeaseRow {
    /// The columns that ``lease(_:of:)`` reads.
    package static let columns: SQL =
        "leases.token, leases.host, leases.boot, leases.process, leases.process_start, leases.acquired, leases.expires"

    /// The lease of a new run, which nobody has taken yet.
    static func insertion(_ run: RunID) -> SQL {
        "INSERT INTO leases (run, token, is_cancel_requested) VALUES (\(run), 1, \(SQL.no))"
    }

    /// Gives the lease of a run to a process.
    static func taking(_ lease: RunLease) -> SQL {
        let owner = lease.owner
        return """
            UPDATE leases SET token = \(lease.token), host = \(owner.host), boot = \(owner.boot),
                process = \(owner.processID), process_start = \(owner.processStart), acquired = \(lease.acquired),
                expires = \(lease.expires)
            WHERE run = \(lease.run)
            """
    }

    /// Frees the lease of a run.
    static func freeing(_ run: RunID) -> SQL {
        """
        UPDATE leases SET host = NULL, boot = NULL, process = NULL, process_start = NULL, acquired = NULL, expires = NULL
        WHERE run = \(run)
        """
    }

    /// The leases that end later than one that is taken now.
    package static func longer(at time: Date) -> SQL {
        """
        SELECT leases.run, \(columns) FROM leases WHERE host IS NOT NULL AND expires > \(RunLease.end(from: time))
        """
    }

    /// Reads the lease of a run.
    ///
    /// - Parameters:
    ///   - row: A row, before ``columns``.
    ///   - run: The run.
    /// - Returns: The lease, expired or not; `nil` when it was given back.
    /// - Throws: When the row holds something else.
    package static func lease(_ row: inout ColumnReader, of run: RunID) throws -> RunLease? {
        let token: Int64 = try row.next()
        let host: String? = try row.next()
        let boot: String? = try row.next()
        let process: Int32? = try row.next()
        let processStart: Int64? = try row.next()
        let acquired: Date? = try row.next()
        let expires: Date? = try row.next()
        guard let host, let boot, let process, let processStart, let acquired, let expires else { return nil }
        let owner = RunOwner(host: host, boot: boot, processID: process, processStart: processStart)
        return RunLease(
            run: run,
            owner: row.isShared ? owner.inFleet : owner,
            token: token,
            acquired: acquired,
            expires: expires
        )
    }
}

extension RunOwner {
    /// The process as other machines that share the store have to see it.
    ///
    /// In a store of one machine, another start of the same host means that the process has ended. Machines that share a database may
    /// have the same name, as copies of one image do; then only the end of its lease says that the process has ended.
    var inFleet: RunOwner {
        let current = RunOwner.current
        guard host == current.host, boot.split(separator: " ").first != current.boot.split(separator: " ").first else {
            return self
        }
        var owner = self
        owner.host += " (another start)"
        return owner
    }
}

extension RunLease {
    /// The lease with its end moved to another clock.
    ///
    /// - Parameter skew: By how much that is ahead, in milliseconds.
    /// - Returns: The lease.
    func moved(by skew: Int64) -> RunLease {
        guard skew != 0 else { return self }
        var lease = self
        lease.expires.addTimeInterval(Double(skew) / 1_000)
        return lease
    }
}
