internal import Dispatch
internal import Glibc
internal import RunRows
internal import RunStore
internal import Synchronization

/// A few connections, each on its own queue, since waiting for a server must not take a thread from Swift's tasks.
final class PostgresPool: Sendable {
    let address: PostgresAddress
    let limits: PostgresLimits

    private struct State {
        var idle: [PoolMember] = []
        var count = 0
        var waiting: [@Sendable (PoolMember) -> Void] = []
    }

    private let state = Mutex(State())

    /// Creates a pool; connections are made when they are needed.
    ///
    /// - Parameters:
    ///   - address: Where the database is.
    ///   - limits: How long to wait, and how many connections there are at most.
    init(_ address: PostgresAddress, _ limits: PostgresLimits) {
        self.address = address
        self.limits = limits
    }

    /// Does something with a connection, in the order in which it was asked for.
    ///
    /// - Parameter body: What to do, on the queue of the connection.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    func withMember<Value: Sendable>(_ body: @escaping @Sendable (PoolMember) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            start { member in continuation.resume(with: Result { try body(member) }) }
        }
    }

    private func start(_ job: @escaping @Sendable (PoolMember) -> Void) {
        let member: PoolMember? = state.withLock { state in
            // The one that was used last is most likely still connected.
            if let member = state.idle.popLast() { return member }
            guard state.count < max(1, limits.connections) else {
                state.waiting.append(job)
                return nil
            }
            state.count += 1
            return PoolMember(address, limits)
        }
        guard let member else { return }
        member.queue.async { self.work(job, with: member) }
    }

    private func work(_ job: @Sendable (PoolMember) -> Void, with member: PoolMember) {
        job(member)
        let next = state.withLock { state in
            guard state.waiting.isEmpty else { return Optional(state.waiting.removeFirst()) }
            state.idle.append(member)
            return nil
        }
        guard let next else { return }
        member.queue.async { self.work(next, with: member) }
    }
}

/// A place for a connection, and the queue on which it is used.
///
/// The connection is only touched on the queue.
final class PoolMember: @unchecked Sendable {
    let queue = DispatchQueue(label: "RunStore.postgres")
    private let address: PostgresAddress
    let limits: PostgresLimits
    private var connection: PostgresConnection?

    fileprivate init(_ address: PostgresAddress, _ limits: PostgresLimits) {
        self.address = address
        self.limits = limits
    }

    /// Performs a transaction, and repeats it as long as that can help.
    ///
    /// - Parameters:
    ///   - isWrite: Whether something may be changed.
    ///   - patience: How long to repeat it; `nil` for the usual time.
    ///   - body: What to do in the transaction; it may be called again after its changes were undone.
    /// - Returns: What the body returned in the transaction that was committed.
    /// - Throws: What the body throws, or ``PostgresFailure``.
    func transaction<Value>(
        isWrite: Bool,
        patience: Duration? = nil,
        _ body: (PostgresTransaction) throws -> Value
    ) throws -> Value {
        let giveUp = ContinuousClock.now + (patience ?? limits.patience)
        var tries = 0
        while true {
            do {
                return try attempt(isWrite: isWrite, until: giveUp, body)
            } catch let failure as PostgresFailure {
                if connection?.isUsable != true { connection = nil }
                guard failure.isWorthRepeating, ContinuousClock.now < giveUp else { throw failure }
                if case .refused("23505") = failure.kind, tries >= 5 { throw failure }
            }
            Self.pause(afterTries: tries)
            tries += 1
        }
    }

    private func attempt<Value>(
        isWrite: Bool,
        until giveUp: ContinuousClock.Instant,
        _ body: (PostgresTransaction) throws -> Value
    ) throws -> Value {
        let transaction = try PostgresTransaction(try connected(), isWrite: isWrite, limits)
        let value: Value
        do {
            value = try body(transaction)
        } catch {
            transaction.rollBack()
            throw error
        }
        do {
            try transaction.commit()
        } catch let failure as PostgresFailure {
            guard isWrite, !failure.keepsConnection else {
                transaction.rollBack()
                throw failure
            }
            connection = nil
            guard try wasCommitted(transaction.number, transaction.mark, failure, until: giveUp) else { throw failure }
        }
        return value
    }

    /// The connection; a new one when the last one was lost.
    func connected() throws -> PostgresConnection {
        if let connection, connection.isUsable { return connection }
        connection = nil
        let new = try PostgresConnection(address, within: limits.connect)
        connection = new
        return new
    }

    /// Looks up whether a transaction was committed whose answer was lost.
    ///
    /// The number of the transaction alone does not tell: a server that crashed may give it to another transaction. The mark is there only
    /// if this one was committed.
    ///
    /// - Parameters:
    ///   - number: The number of the transaction.
    ///   - mark: Its mark; `nil` for one that has changed nothing.
    ///   - failure: How the answer was lost.
    ///   - giveUp: When to stop asking.
    /// - Returns: False when none of it was done.
    /// - Throws: ``PostgresFailure/Kind/undecided`` when the database does not say.
    func wasCommitted(
        _ number: String,
        _ mark: String?,
        _ failure: PostgresFailure,
        until giveUp: ContinuousClock.Instant
    ) throws -> Bool {
        guard let mark else { return true }
        var tries = 0
        while true {
            do {
                switch try status(of: number) {
                case "committed":
                    let marks = "SELECT 1 FROM runner.commits WHERE token = \(mark)" as SQL
                    return try !connected().run(marks, within: limits.answer).rows.isEmpty
                case "aborted": return false
                // The server has not noticed yet that its client is gone.
                case "in progress": break
                default: throw PostgresFailure(kind: .undecided, message: failure.message)
                }
            } catch let other as PostgresFailure {
                if connection?.isUsable != true { connection = nil }
                guard other.isWorthRepeating else {
                    throw PostgresFailure(kind: .undecided, message: other.message)
                }
            }
            guard ContinuousClock.now < giveUp else {
                throw PostgresFailure(kind: .undecided, message: failure.message)
            }
            Self.pause(afterTries: tries)
            tries += 1
        }
    }

    /// What the database knows of a transaction.
    private func status(of number: String) throws -> String? {
        let statement: SQL = "SELECT pg_xact_status(\(number)::xid8)"
        return try connected().run(statement, within: limits.answer).rows.first?.columns.first ?? nil
    }

    /// Waits a little, longer after each try, and not as long as others that failed at the same moment.
    private static func pause(afterTries tries: Int) {
        let longest = min(2_000, 10 << min(tries, 8))
        _ = poll(nil, 0, Int32.random(in: 1...Int32(longest)))
    }
}
