/// Locks that last until the end of a transaction, so that they work behind a pooler.
extension PostgresTransaction {
    /// Waits for other transactions that have locked the same word, and keeps them waiting until this one ends.
    ///
    /// A transaction locks the row of a lease first, then words.
    func lock(_ word: String) throws {
        try run("SELECT pg_advisory_xact_lock(\(Migrations.lockSpace)::int, hashtext(\(word)))")
    }

    /// Locks a word unless another transaction has locked it.
    ///
    /// - Returns: Whether it is locked.
    func tryLock(_ word: String) throws -> Bool {
        try row("SELECT pg_try_advisory_xact_lock(\(Migrations.lockSpace)::int, hashtext(\(word)))")?.value() ?? false
    }
}
