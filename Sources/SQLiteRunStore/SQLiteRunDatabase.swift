internal import Dispatch
internal import FoundationEssentials
internal import GRDB
internal import InferenceKit
package import RunStore

/// Keeps runs in one SQLite file, which any number of processes use at once.
///
/// There is one connection, on a queue of its own, since SQLite blocks. Its journal is a write-ahead log: readers and the one writer
/// do not wait for each other, and a process that dies leaves nothing behind that the next one does not clear away by itself.
/// A write takes the lock before it reads (`BEGIN IMMEDIATE`), so that it waits for other writers and never fails because of them.
package final class SQLiteRunDatabase: RunDatabase {
    /// Where the store is.
    package let path: String
    /// Takes secrets and the queries of links out of everything that is written.
    let redactor: Redactor
    let queue: DatabaseQueue
    private let writes: WriteQueue
    private let lockWait: Duration

    /// Opens a store, and makes it when there is none.
    ///
    /// - Parameters:
    ///   - path: The file; its folder is made as well, for its owner only.
    ///   - redactor: What must not be written.
    ///   - lockWait: How long to wait for other processes before giving up.
    /// - Throws: ``RunStoreError/Code/unusable`` or ``RunStoreError/Code/newerVersion``.
    package init(
        path: String,
        redactor: Redactor,
        lockWait: Duration = .seconds(30)
    ) async throws(RunStoreError) {
        let opened: Result<DatabaseQueue, RunStoreError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "RunStore.open").async {
                continuation.resume(returning: Self.open(path, lockWait: lockWait))
            }
        }
        queue = try opened.get()
        writes = WriteQueue(queue, lockWait: lockWait)
        self.path = path
        self.redactor = redactor
        self.lockWait = lockWait
    }

    private init(_ other: SQLiteRunDatabase, redactor: Redactor) {
        path = other.path
        queue = other.queue
        writes = other.writes
        lockWait = other.lockWait
        self.redactor = redactor
    }

    package func redacting(_ redactor: Redactor) -> any RunDatabase {
        SQLiteRunDatabase(self, redactor: redactor)
    }

    /// Leaves the file open until the process ends, so that its write-ahead log stays for the next process.
    ///
    /// Closing the last connection copies the log into the file and removes it, and the next process makes another one: four waits
    /// for the disk, which is as much as half a prediction needs. A process that ends without closing is like one that was
    /// killed, and nothing depends on the log's end: SQLite copies it whenever it has grown by 1,000 pages, 4 MiB.
    package func leaveOpen() {
        _ = Unmanaged.passRetained(queue)
    }

    private static func open(_ path: String, lockWait: Duration) -> Result<DatabaseQueue, RunStoreError> {
        do {
            try StoreFile.prepare(path)
            // SQLite takes some names that do not begin with a slash for something else than files.
            let location = path.hasPrefix("/") ? path : "./\(path)"
            var configuration = Configuration()
            configuration.label = "RunStore"
            let wait = LockWait(lockWait)
            configuration.busyMode = .callback { wait.goesOn(afterTries: $0) }
            return .success(
                try LockWait.retrying(for: lockWait) {
                    let queue = try DatabaseQueue(path: location, configuration: configuration)
                    // What is another program's is not touched.
                    let applied = try queue.inDatabase { try Migrations.applied(in: $0, at: path) }
                    try queue.inDatabase { try useWriteAheadLog($0) }
                    try Migrations.apply(to: queue, after: applied, at: path)
                    return queue
                }
            )
        } catch {
            return .failure(RunStoreError(error, at: path))
        }
    }

    private static func useWriteAheadLog(_ database: Database) throws {
        // GRDB can do this itself, but then writes a table and drops it whenever there is no log yet.
        if try String.fetchOne(database, sql: "PRAGMA journal_mode") != "wal" {
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw DatabaseError(resultCode: .SQLITE_IOERR, message: "no write-ahead log is possible there")
            }
        }
    }
}

// MARK: - Access

extension SQLiteRunDatabase {
    /// Reads a consistent state, on the one connection, again while other processes are in its way.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(RunStoreError) -> Value {
        try await waitForResult { [lockWait] resume in
            queue.asyncWriteWithoutTransaction { database in
                do {
                    let value = try LockWait.retrying(for: lockWait) {
                        var value: Value?
                        try database.inTransaction(.deferred) {
                            value = try body(database)
                            return .commit
                        }
                        return value
                    }
                    guard let value else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
                    resume(.success(value))
                } catch {
                    resume(.failure(error))
                }
            }
        }
    }

    /// Changes the store, all or nothing, in one transaction with what else waits.
    ///
    /// - Parameters:
    ///   - durability: How sure the change must be of the disk when this returns.
    ///   - body: The change, which may be made again when it could not be committed.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, or why nothing could be committed.
    func write<Value: Sendable>(
        _ durability: PendingWrite.Durability = .process,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(RunStoreError) -> Value {
        try await waitForResult { resume in
            writes.append(
                PendingWrite(
                    durability: durability,
                    body: { database in
                        let value = try body(database)
                        return { resume(.success(value)) }
                    },
                    fail: { resume(.failure($0)) }
                )
            )
        }
    }

    /// Waits for what the connection's own queue answers.
    ///
    /// It is not interrupted when the task is cancelled: what a run has to record then matters as much as ever.
    private func waitForResult<Value: Sendable>(
        _ begin: (@escaping @Sendable (Result<Value, any Error>) -> Void) -> Void
    ) async throws(RunStoreError) -> Value {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            begin { continuation.resume(returning: $0) }
        }
        do {
            return try result.get()
        } catch {
            throw RunStoreError(error, at: path)
        }
    }
}
