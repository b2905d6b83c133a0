internal import Dispatch
package import FoundationEssentials
internal import GRDB
package import RunRows
package import RunStore

/// Keeps runs in one SQLite file, which any number of processes use at once.
///
/// There is one connection, on its own queue, since SQLite blocks. Its journal is a write-ahead log: readers and the one writer
/// do not wait for each other, and the next process cleans up automatically after one that died.
/// A write takes the lock before it reads (`BEGIN IMMEDIATE`), so that it waits for other writers and never fails because of them.
package final class SQLiteRunDatabase: RowStore {
    /// What a store is opened for.
    package enum Access: Sendable, Hashable {
        /// Recording runs; the store is created when it does not exist.
        case writing
        /// Looking at runs, also on media that cannot be written; then ``SQLiteRunDatabase/isReadOnly`` is set.
        case reading
    }

    /// The file.
    package let path: String
    /// Whether nothing can be written.
    package let isReadOnly: Bool
    /// Removes secrets and the queries of links from everything that is written.
    package let redactor: Redactor
    let queue: DatabaseQueue
    private let writes: WriteQueue
    private let lockWait: Duration

    /// Opens a store.
    ///
    /// - Parameters:
    ///   - path: The file; its directory is created as well, for its owner only.
    ///   - redactor: What must not be written.
    ///   - access: What the store is opened for.
    ///   - lockWait: How long to wait for other processes before giving up.
    /// - Throws: ``RunStoreError/Code/unusable`` or ``RunStoreError/Code/newerVersion``.
    package init(
        path: String,
        redactor: Redactor,
        access: Access = .writing,
        lockWait: Duration = .seconds(30)
    ) async throws(RunStoreError) {
        let isReadOnly = access == .reading && StoreFile.isReadOnly(path)
        let opened: Result<DatabaseQueue, RunStoreError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "RunStore.open").async {
                continuation.resume(
                    returning: isReadOnly
                        ? StoreOpening.openReadOnly(path) : StoreOpening.open(path, lockWait: lockWait)
                )
            }
        }
        queue = try opened.get()
        writes = WriteQueue(queue, lockWait: lockWait)
        self.path = path
        self.isReadOnly = isReadOnly
        self.redactor = redactor
        self.lockWait = lockWait
    }

    private init(_ other: SQLiteRunDatabase, redactor: Redactor) {
        path = other.path
        isReadOnly = other.isReadOnly
        queue = other.queue
        writes = other.writes
        lockWait = other.lockWait
        self.redactor = redactor
    }

    package func redacting(_ redactor: Redactor) -> any RunDatabase {
        SQLiteRunDatabase(self, redactor: redactor)
    }

    package var filesDirectory: String? { "\(path).files" }

    package var answersPath: String { "\(path)-answers" }

    /// What is wrong with the permissions of the store, with the command that fixes it; `nil` when only its owner can write it.
    package var permissionWarning: String? { StoreFile.permissionWarning(path) }

    /// Leaves the file open until the process ends, so that its write-ahead log stays for the next process.
    ///
    /// Closing the last connection copies the log into the file and removes it, and the next process creates another one: four
    /// waits for the disk, as much as half a prediction needs. A process that ends without closing is like one that was
    /// killed, and nothing depends on the end of the log: SQLite copies it whenever it has grown by 1,000 pages, 4 MiB.
    package func leaveOpen() {
        _ = Unmanaged.passRetained(queue)
    }
}

// MARK: - Access

extension SQLiteRunDatabase {
    /// Reads a consistent state, on the one connection, again while other processes are in its way.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteTransaction) throws -> Value
    ) async throws(RunStoreError) -> Value {
        try await waitForResult { [lockWait] resume in
            queue.asyncWriteWithoutTransaction { database in
                do {
                    let value = try LockWait.retrying(for: lockWait) {
                        var value: Value?
                        try database.inTransaction(.deferred) {
                            value = try body(SQLiteTransaction(database))
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

    /// Changes the store, all or nothing, in one transaction with other changes that wait.
    package func write<Value: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (SQLiteTransaction) throws -> Value
    ) async throws(RunStoreError) -> Value {
        try await waitForResult { resume in
            writes.append(
                PendingWrite(
                    durability: durability,
                    body: { database in
                        let value = try body(SQLiteTransaction(database))
                        return { resume(.success(value)) }
                    },
                    fail: { resume(.failure($0)) }
                )
            )
        }
    }

    package func leaseTime(_ time: Date, _ transaction: SQLiteTransaction) -> Date { time }

    package func skew(_ transaction: SQLiteTransaction) -> Int64 { 0 }

    /// Makes the file smaller when much of it is unused.
    ///
    /// Nothing depends on it, so it is left for later when another process is in the way or the disk is too full for the copy that
    /// SQLite makes.
    func shrink() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            queue.asyncWriteWithoutTransaction { database in
                defer { continuation.resume() }
                let pages = (try? Int.fetchOne(database, sql: "PRAGMA page_count")) ?? 0
                let unused = (try? Int.fetchOne(database, sql: "PRAGMA freelist_count")) ?? 0
                // Less than a quarter, or than 1 MiB, is soon used again.
                guard unused >= 256, unused * 4 >= pages else { return }
                guard (try? database.execute(sql: "VACUUM")) != nil else { return }
                _ = try? database.checkpoint(.truncate)
            }
        }
    }

    /// Waits for what the connection's own queue answers.
    ///
    /// Cancellation of the task does not interrupt it: what a run has to record then matters as much as ever.
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
