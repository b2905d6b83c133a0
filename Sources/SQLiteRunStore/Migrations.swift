internal import GRDB
internal import RunStore

/// Migrates a store to the schema of this program.
enum Migrations {
    /// All migrations in order; a name never changes.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 runs, steps and leases") { database in
            try database.execute(sql: Schema.runsStepsAndLeases)
        }
        migrator.registerMigration("2 charges, labels and callers") { database in
            try database.execute(sql: Schema.chargesLabelsAndCallers)
        }
        migrator.registerMigration("3 times and lists of callers") { database in
            try database.execute(sql: Schema.timesAndCallerLists)
        }
        migrator.registerMigration("4 tokens, webhooks and files") { database in
            try database.execute(sql: Schema.tokensWebhooksAndFiles)
        }
        migrator.registerMigration("5 the queue, slots and processes") { database in
            try database.execute(sql: Schema.queueSlotsAndProcesses)
        }
        migrator.registerMigration("6 linked hosts of steps") { database in
            try database.execute(sql: Schema.linkedHosts)
        }
        migrator.registerMigration("7 slots of removed runs and limits of servers") { database in
            try database.execute(sql: Schema.leftSlotsAndServerLimits)
        }
        return migrator
    }

    /// Applies the missing migrations, while other processes may be doing the same.
    ///
    /// GRDB looks up what is missing before it takes the lock, so the second of two processes repeats the work of the first and
    /// fails. A migration and the note that it was applied are one transaction, so nothing is lost, and looking again shows
    /// whether another process was first.
    ///
    /// - Parameters:
    ///   - queue: The store.
    ///   - applied: What ``applied(in:at:)`` gave.
    ///   - path: Where it is.
    /// - Throws: ``RunStoreError`` when the store belongs to another program or to a newer version, else what GRDB throws.
    static func apply(to queue: DatabaseQueue, after applied: Set<String>, at path: String) throws {
        let migrator = migrator
        var applied = applied
        while applied.count < migrator.migrations.count {
            do {
                try migrator.migrate(queue)
                return
            } catch {
                let now = try queue.inDatabase { try Self.applied(in: $0, at: path) }
                guard now.count > applied.count else { throw error }
                applied = now
            }
        }
    }

    /// Requires that a database is empty or a store that this program understands.
    ///
    /// - Parameters:
    ///   - database: Any database.
    ///   - path: Where it is.
    /// - Returns: The migrations that were applied.
    /// - Throws: ``RunStoreError`` when it belongs to another program or to a newer version.
    static func applied(in database: Database, at path: String) throws -> Set<String> {
        let migrator = migrator
        var applied: Set<String> = []
        var applicationID = 0
        try database.inTransaction(.deferred) {
            applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            applied = try migrator.appliedIdentifiers(database)
            let tables = "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE '%grdb_migrations%'"
            let isEmpty = try Int.fetchOne(database, sql: tables) == 0
            guard applicationID == Schema.applicationID || isEmpty else { throw RunStoreError.foreignDatabase(path) }
            return .commit
        }
        guard applied.isSubset(of: migrator.migrations) else { throw RunStoreError.newerVersion(path) }
        return applied
    }
}
