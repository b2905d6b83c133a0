internal import FoundationEssentials
internal import GRDB
internal import RunStore

/// Opens the file of a store, and migrates it to this version.
enum StoreOpening {
    /// Opens a store for reading and writing, and creates it when it does not exist.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - lockWait: How long to wait for other processes before giving up.
    /// - Returns: The connection, or why there is none.
    static func open(_ path: String, lockWait: Duration) -> Result<DatabaseQueue, RunStoreError> {
        do {
            try StoreFile.prepare(path)
            return .success(try connect(path, lockWait: lockWait) { try useWriteAheadLog($0) })
        } catch {
            return .failure(RunStoreError(error, at: path))
        }
    }

    /// Opens a store on media that cannot be written.
    ///
    /// SQLite needs to write files beside a store, even to read it, and an older store has to be migrated, so it works with a
    /// private copy. The copy has no name once it is open, and disappears with the connection.
    ///
    /// - Parameter path: The file.
    /// - Returns: The connection, or why there is none.
    static func openReadOnly(_ path: String) -> Result<DatabaseQueue, RunStoreError> {
        do {
            let copy = try StoreFile.copy(path)
            defer { try? FileManager.default.removeItem(atPath: copy.directory) }
            let queue = try connect(copy.path, lockWait: .zero) { _ in }
            try queue.inDatabase { database in
                // Without a log, reading needs no other file.
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
                try database.execute(sql: "PRAGMA query_only = 1")
            }
            return .success(queue)
        } catch {
            return .failure(RunStoreError(error, at: path))
        }
    }

    private static func connect(
        _ path: String,
        lockWait: Duration,
        prepare: (Database) throws -> Void
    ) throws -> DatabaseQueue {
        // SQLite gives some names that do not begin with a slash a special meaning.
        let location = path.hasPrefix("/") ? path : "./\(path)"
        var configuration = Configuration()
        configuration.label = "RunStore"
        let wait = LockWait(lockWait)
        configuration.busyMode = .callback { wait.shouldTryAgain(afterTries: $0) }
        return try LockWait.retrying(for: lockWait) {
            let queue = try DatabaseQueue(path: location, configuration: configuration)
            // Another program's database is not changed.
            let applied = try queue.inDatabase { try Migrations.applied(in: $0, at: path) }
            try queue.inDatabase { try prepare($0) }
            try Migrations.apply(to: queue, after: applied, at: path)
            return queue
        }
    }

    private static func useWriteAheadLog(_ database: Database) throws {
        // GRDB can do this itself, but then creates a table and drops it whenever there is no log yet.
        if try String.fetchOne(database, sql: "PRAGMA journal_mode") != "wal" {
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw DatabaseError(resultCode: .SQLITE_IOERR, message: "no write-ahead log is possible there")
            }
        }
    }
}
