internal import GRDB
internal import Synchronization

/// The writes that wait for the connection, committed together: one lock and one wait for the disk for as many as came meanwhile.
///
/// A single run never has two of them at once; a thousand runs in one process would wait a thousand times for the same disk.
/// Each write stays all or nothing by itself, and nobody is told of its success before the disk has it.
final class WriteQueue: Sendable {
    /// How many are committed together at most, so that other processes and readers have their turn.
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

    /// Commits a write when its turn comes, and then tells it so.
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
            // Whatever one of them met, such as a full disk, is not for the others to bear: now each by itself.
            for write in writes { commit([write], in: database) }
        } catch {
            for write in writes { write.fail(error) }
        }
    }

    /// Commits all of them in one transaction.
    ///
    /// - Returns: What is to be called now that they are committed, for each write.
    /// - Throws: When none of them was committed.
    private func together(
        _ writes: ArraySlice<PendingWrite>,
        in database: Database
    ) throws -> [@Sendable () -> Void] {
        let durability: PendingWrite.Durability = writes.contains { $0.durability == .disk } ? .disk : .process
        try database.run("PRAGMA synchronous = \(durability.rawValue)")
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
    /// How sure a write must be of the disk.
    enum Durability: String {
        /// It survives the death of any process, at once.
        case process = "NORMAL"
        /// It survives the loss of power too, from the moment on when its end is told.
        case disk = "FULL"
    }

    /// How sure it must be of the disk.
    let durability: Durability
    /// Makes the change in a transaction, and once more if that could not be committed; returns what is to be called once it is.
    let body: @Sendable (Database) throws -> @Sendable () -> Void
    /// Tells why nothing is known to have been changed; only after an error of the disk may it have been all the same.
    let fail: @Sendable (any Error) -> Void
}
