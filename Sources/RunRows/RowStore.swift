package import FoundationEssentials
package import RunStore

/// A store whose tables have the columns that this module reads and writes; it says how its database is reached and locked.
///
/// The extensions of this protocol are most of a store: a change of what a run, a step or a message consists of is made once, and in the
/// migrations of each store.
package protocol RowStore: RunDatabase, ServerDatabase {
    /// What the bodies of ``read(_:)`` and ``write(_:_:)`` get.
    associatedtype Transaction: RowTransaction

    /// Removes secrets and the queries of links from everything that is written.
    var redactor: Redactor { get }

    /// Reads a consistent state.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws(RunStoreError) -> Value

    /// Changes the store, all or nothing.
    ///
    /// - Parameters:
    ///   - durability: How durable the change must be when this returns, at least.
    ///   - body: The change, which may be made again when it could not be committed.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, or why nothing could be committed.
    func write<Value: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws(RunStoreError) -> Value

    /// The time that decides about leases.
    ///
    /// - Parameters:
    ///   - time: The caller's time.
    ///   - transaction: The transaction, which may know the database's.
    /// - Returns: The time.
    func leaseTime(_ time: Date, _ transaction: Transaction) -> Date

    /// By how much the times of leases have to be moved to show them by this machine's clock, in milliseconds.
    func skew(_ transaction: Transaction) -> Int64
}

/// How durable a write must be.
package enum Durability: Sendable, Hashable {
    /// It survives the death of any process.
    case process
    /// It survives a power failure too.
    case disk
}

extension RowStore {
    /// Changes the store, all or nothing; the change survives the death of any process.
    @discardableResult
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws(RunStoreError) -> Value {
        try await write(.process, body)
    }

    /// Reads the runs that a statement gives, their leases shown by this machine's clock.
    func runs(_ statement: SQL, _ transaction: Transaction) throws -> [Run] {
        let skew = skew(transaction)
        return try transaction.all(statement) { try RunRow.run(&$0, skew: skew) }
    }

    /// Reads the first run that a statement gives, its lease shown by this machine's clock.
    func run(_ statement: SQL, _ transaction: Transaction) throws -> Run? {
        let skew = skew(transaction)
        return try transaction.first(statement) { try RunRow.run(&$0, skew: skew) }
    }
}
