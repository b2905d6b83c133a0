internal import RunRows
internal import RunStore

/// Migrates a store to the schema of this program.
enum Migrations {
    /// All migrations in order; version 1 is the first.
    ///
    /// Each is a list of statements, separated by semicolons at line ends.
    static let all = [Schema.runsAndServer, Schema.commits, Schema.linkedHosts, Schema.leftSlotsAndServerLimits]

    /// The first of the two keys of all advisory locks that the program takes: `runs` in ASCII.
    static let lockSpace: Int64 = 0x7275_6E73

    /// Applies the missing migrations, while other processes may be doing the same.
    ///
    /// A process that finds nothing missing locks nothing and needs no right to create tables.
    ///
    /// - Parameters:
    ///   - versions: The migrations.
    ///   - member: A connection.
    ///   - address: Where the store is.
    ///   - patience: How long to try to reach the database.
    /// - Throws: ``RunStoreError`` when the store belongs to a newer version, ``PostgresFailure`` when it cannot be migrated.
    static func apply(
        _ versions: [String] = all,
        with member: PoolMember,
        at address: PostgresAddress,
        patience: Duration
    ) throws {
        let found = try member.transaction(isWrite: false, patience: patience) { try version(in: $0) }
        guard found <= versions.count else { throw RunStoreError.newerVersion(address) }
        guard found < versions.count else { return }
        try member.transaction(isWrite: true) { transaction in
            // The lock ends with the transaction, so it works behind a pooler too.
            try transaction.run("SELECT pg_advisory_xact_lock(\(lockSpace)::int, 0)")
            let found = try version(in: transaction)
            guard found <= versions.count else { throw RunStoreError.newerVersion(address) }
            guard found < versions.count else { return }
            if found == 0 {
                // The owner of a database may have made the schema for a role that cannot.
                if try !transaction.finds("SELECT 1 FROM pg_namespace WHERE nspname = 'runner'") {
                    try transaction.run("CREATE SCHEMA runner")
                }
                try transaction.run(
                    "CREATE TABLE migrations (version bigint PRIMARY KEY, applied timestamptz NOT NULL)"
                )
            }
            for number in found..<versions.count {
                for statement in versions[number].split(separator: ";\n") {
                    try transaction.run(SQL(text: String(statement)))
                }
                try transaction.run("INSERT INTO migrations VALUES (\(number + 1), clock_timestamp())")
            }
        }
    }

    /// The version of a store; 0 when there is none.
    private static func version(in transaction: PostgresTransaction) throws -> Int {
        // A role that may not see the schema must not take the store for a new one.
        let exists = "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        let table = "WHERE n.nspname = 'runner' AND c.relname = 'migrations'"
        guard try transaction.finds(SQL(text: exists + table)) else { return 0 }
        return try transaction.value("SELECT max(version) FROM runner.migrations") ?? 0
    }
}
