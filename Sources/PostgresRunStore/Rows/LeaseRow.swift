internal import FoundationEssentials
internal import RunStore

/// A lease as a row of the table `leases`, which every run has.
enum LeaseRow {
    /// The columns that ``lease(_:of:)`` reads.
    static let columns: SQL =
        "leases.token, leases.host, leases.boot, leases.process, leases.process_start, leases.acquired, leases.expires"

    /// Reads the lease of a run.
    ///
    /// - Parameters:
    ///   - row: A row, before ``columns``.
    ///   - run: The run.
    /// - Returns: The lease, expired or not; `nil` when it was given back.
    /// - Throws: When the row holds something else.
    static func lease(_ row: inout RowReader, of run: RunID) throws -> RunLease? {
        let token: Int64 = try row.next()
        let host: String? = try row.next()
        let boot: String? = try row.next()
        let process: Int32? = try row.next()
        let processStart: Int64? = try row.next()
        let acquired: Int64? = try row.next()
        let expires: Int64? = try row.next()
        guard let host, let boot, let process, let processStart, let acquired, let expires else { return nil }
        return RunLease(
            run: run,
            owner: RunOwner(host: host, boot: boot, processID: process, processStart: processStart).inFleet,
            token: token,
            acquired: Date(milliseconds: acquired),
            expires: Date(milliseconds: expires)
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
