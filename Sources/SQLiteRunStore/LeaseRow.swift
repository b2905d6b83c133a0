internal import FoundationEssentials
internal import GRDB
internal import RunStore

/// A lease as a row of the table `leases`, which every run has.
enum LeaseRow {
    /// The columns that ``lease(_:of:)`` reads.
    static let columns =
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
        let owner = RunOwner(host: host, boot: boot, processID: process, processStart: processStart)
        return RunLease(
            run: run,
            owner: owner,
            token: token,
            acquired: Date(milliseconds: acquired),
            expires: Date(milliseconds: expires)
        )
    }
}
