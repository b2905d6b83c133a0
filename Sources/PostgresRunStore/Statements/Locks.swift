package import RunRows
internal import RunStore

/// Locks that last until the end of a transaction, so that they work behind a pooler.
extension PostgresTransaction {
    package func lock(_ word: String) throws {
        try run("SELECT pg_advisory_xact_lock(\(Migrations.lockSpace)::int, hashtext(\(word)))")
    }

    package func tellListeners(_ source: SQL) throws {
        try run("SELECT pg_notify(\(PostgresListener.channel), '') \(source)")
    }

    /// Keeps other processes from changing a run until the transaction ends, whoever drives it.
    ///
    /// - Returns: False when another process is changing it now, or when there is no such run.
    func lockFreeRun(_ run: RunID) throws -> Bool {
        try finds("SELECT 1 FROM leases WHERE run = \(run) FOR NO KEY UPDATE SKIP LOCKED")
    }

    /// Locks a word unless another transaction has locked it.
    ///
    /// - Returns: Whether it is locked.
    func tryLock(_ word: String) throws -> Bool {
        try value("SELECT pg_try_advisory_xact_lock(\(Migrations.lockSpace)::int, hashtext(\(word)))") ?? false
    }
}
