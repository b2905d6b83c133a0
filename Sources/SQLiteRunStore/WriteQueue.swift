internal import GRDB
internal import RunRows
internal import Synchronization

/// The writes that wait for the connection, committed together: one lock and one wait for the disk for all that have arrived.
///
/// A single run never has two of them at once, but a thousand runs in one process would wait a thousand times for the same disk.
/// Each write is still all or nothing, and its success is reported only once it is on disk.
final class WriteQueue: Sendable {
    /// The greatest number committed together, so that other processes and readers get their turn.
    private static let limit = 256

    private struct State {
        var waiting: [PendingWrite] = []
        var isScheduled = false
    }

    private let queue: DatabaseQueue
    private let lockWait: Duration
    private let state = Mutex(State())

    /// Creates a queue.
    ///
    /// - Parameters:
    ///   - queue: The connection.
    ///   - lockWait: How long to wait for other processes before giving up.
    init(_ queue: DatabaseQueue, lockWait: Duration) {
        self.queue = queue
        self.lockWait = lockWait
    }

    /// Commits a write when its turn comes, and then calls its completion.
    func append(_ write: PendingWrite) {
        let schedules = state.withLock { state in
            state.waiting.append(write)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if schedules { schedule() }
    }

    private func schedule() {
        queue.asyncWriteWithoutTransaction { database in
            self.commit(self.takeNext(), in: database)
            if self.hasMore() { self.schedule() }
        }
    }

    private func takeNext() -> ArraySlice<PendingWrite> {
        state.withLock { state in
            let next = state.waiting.prefix(Self.limit)
            state.waiting.removeFirst(next.count)
            return next
        }
    }

    private func hasMore() -> Bool {
        state.withLock { state in
            state.isScheduled = !state.waiting.isEmpty
            return state.isScheduled
        }
    }
}

// MARK: - On the connection

extension WriteQueue {
    private func commit(_ writes: ArraySlice<PendingWrite>, in database: Database) {
        do {
            let endings = try LockWait.retrying(for: lockWait) { try together(writes, in: database) }
            for ending in endings { ending() }
        } catch  where writes.count > 1 && !LockWait.isLock(error) {
            // An error of one write, such as a full disk, must not fail the others: commit each one alone.
            for write in writes { commit([write], in: database) }
        } catch {
            for write in writes { write.fail(error) }
        }
    }

    /// Commits all of them in one transaction.
    ///
    /// - Returns: The completion of each write, to be called now.
    /// - Throws: When none of them was committed.
    private func together(
        _ writes: ArraySlice<PendingWrite>,
        in database: Database
    ) throws -> [@Sendable () -> Void] {
        let isDurable = writes.contains { $0.durability == .disk }
        try database.cachedStatement(sql: "PRAGMA synchronous = \(isDurable ? "FULL" : "NORMAL")").execute()
        var endings: [@Sendable () -> Void] = []
        try database.inTransaction(.immediate) {
            endings = try writes.map { try $0.body(database) }
            return .commit
        }
        return endings
    }
}

/// A change to the store that waits for its turn.
struct PendingWrite: Sendable {
    /// How durable it must be once its completion is called.
    let durability: Durability
    /// Makes the change in a transaction, again if that could not be committed; returns the completion.
    let body: @Sendable (Database) throws -> @Sendable () -> Void
    /// Receives the error; after an error of the disk the change may have been made all the same.
    let fail: @Sendable (any Error) -> Void
}
