package import FoundationEssentials
package import RunRows
package import RunStore

/// Keeps runs in a PostgreSQL database, which any number of machines use at once.
///
/// Every write is one transaction. What drives a run locks its lease first and compares the token, so that a process that has lost the
/// lease cannot write; what decides about money or about which run is meant takes an advisory lock. The database's clock decides when
/// leases end. A transaction is repeated after a conflict or a lost connection; when the answer to a commit is lost, its outcome is
/// looked up.
package final class PostgresRunDatabase: RowStore {
    /// Whose time decides when leases end.
    package enum Clock: Sendable, Hashable {
        /// The database's, the same for all machines.
        case database
        /// The caller's, for tests that choose the time.
        case caller
    }

    /// Where the database is, without a password.
    package let address: PostgresAddress
    package let filesDirectory: String?
    package let answersPath: String
    /// Removes secrets and the queries of links from everything that is written.
    package let redactor: Redactor
    let pool: PostgresPool
    let listener: PostgresListener
    private let clock: Clock

    /// Opens a store, and migrates it to this version.
    ///
    /// - Parameters:
    ///   - address: Where the database is.
    ///   - localDirectory: A directory of this machine and store for what is not in the database.
    ///   - redactor: What must not be written.
    ///   - clock: Whose time decides when leases end.
    ///   - limits: How long to wait for the database.
    /// - Throws: ``RunStoreError/Code/unusable`` or ``RunStoreError/Code/newerVersion``.
    package init(
        address: PostgresAddress,
        localDirectory: String,
        redactor: Redactor,
        clock: Clock = .database,
        limits: PostgresLimits = PostgresLimits()
    ) async throws(RunStoreError) {
        self.address = address
        self.redactor = redactor
        self.clock = clock
        filesDirectory = "\(localDirectory)/kept"
        answersPath = "\(localDirectory)/answers"
        pool = PostgresPool(address, limits)
        listener = PostgresListener(address, limits)
        do {
            try await pool.withMember {
                try Migrations.apply(with: $0, at: address, patience: limits.opening)
            }
        } catch {
            throw RunStoreError(error, at: address)
        }
    }

    private init(_ other: PostgresRunDatabase, redactor: Redactor, localDirectory: String? = nil) {
        address = other.address
        filesDirectory = localDirectory.map { "\($0)/kept" } ?? other.filesDirectory
        answersPath = localDirectory.map { "\($0)/answers" } ?? other.answersPath
        pool = other.pool
        listener = other.listener
        clock = other.clock
        self.redactor = redactor
    }

    /// The same store with another directory of this machine for what is not in the database.
    package func keeping(in localDirectory: String) -> PostgresRunDatabase {
        PostgresRunDatabase(self, redactor: redactor, localDirectory: localDirectory)
    }

    package func redacting(_ redactor: Redactor) -> any RunDatabase {
        PostgresRunDatabase(self, redactor: redactor)
    }
}

// MARK: - Access

extension PostgresRunDatabase {
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws(RunStoreError) -> Value {
        try await perform(isWrite: false, body)
    }

    /// Changes the store, all or nothing; on return the change is always on disk.
    package func write<Value: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws(RunStoreError) -> Value {
        try await perform(isWrite: true, body)
    }

    /// Cancellation of the task does not interrupt it: what a run has to record then matters as much as ever.
    private func perform<Value: Sendable>(
        isWrite: Bool,
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws(RunStoreError) -> Value {
        do {
            return try await pool.withMember { try $0.transaction(isWrite: isWrite, body) }
        } catch {
            throw RunStoreError(error, at: address)
        }
    }

    package func leaseTime(_ time: Date, _ transaction: PostgresTransaction) -> Date {
        clock == .caller ? time : Date(milliseconds: transaction.now)
    }

    package func skew(_ transaction: PostgresTransaction) -> Int64 {
        clock == .caller ? 0 : transaction.skew
    }
}
