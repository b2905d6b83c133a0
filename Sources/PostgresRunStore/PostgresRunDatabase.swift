internal import FoundationEssentials
package import RunStore

/// Keeps runs in a PostgreSQL database, which any number of machines use at once.
///
/// Every write is one transaction. What drives a run locks its lease first and compares the token, so that a process that has lost the
/// lease cannot write; what decides about money or about which run is meant takes an advisory lock. The database's clock decides when
/// leases end. A transaction is repeated after a conflict or a lost connection; when the answer to a commit is lost, its outcome is
/// looked up.
package final class PostgresRunDatabase: RunDatabase {
    /// Whose time decides when leases end.
    package enum Clock: Sendable, Hashable {
        /// The database's, the same for all machines.
        case database
        /// The caller's, for tests that choose the time.
        case caller
    }

    /// Where the database is, without a password.
    package let address: PostgresAddress
    package let filesFolder: String?
    package let answersPath: String
    /// Removes secrets and the queries of links from everything that is written.
    let redactor: Redactor
    let pool: PostgresPool
    let listener: PostgresListener
    private let clock: Clock

    /// Opens a store, and migrates it to this version.
    ///
    /// - Parameters:
    ///   - address: Where the database is.
    ///   - localFolder: A directory of this machine and store for what is not in the database.
    ///   - redactor: What must not be written.
    ///   - clock: Whose time decides when leases end.
    ///   - limits: How long to wait for the database.
    /// - Throws: ``RunStoreError/Code/unusable`` or ``RunStoreError/Code/newerVersion``.
    package init(
        address: PostgresAddress,
        localFolder: String,
        redactor: Redactor,
        clock: Clock = .database,
        limits: PostgresLimits = PostgresLimits()
    ) async throws(RunStoreError) {
        self.address = address
        self.redactor = redactor
        self.clock = clock
        filesFolder = "\(localFolder)/kept"
        answersPath = "\(localFolder)/answers"
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

    private init(_ other: PostgresRunDatabase, redactor: Redactor) {
        address = other.address
        filesFolder = other.filesFolder
        answersPath = other.answersPath
        pool = other.pool
        listener = other.listener
        clock = other.clock
        self.redactor = redactor
    }

    package func redacting(_ redactor: Redactor) -> any RunDatabase {
        PostgresRunDatabase(self, redactor: redactor)
    }
}

// MARK: - Access

extension PostgresRunDatabase {
    /// Reads a consistent state.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws(RunStoreError) -> Value {
        try await perform(isWrite: false, body)
    }

    /// Changes the store, all or nothing; on return the change is on disk.
    ///
    /// - Parameter body: The change, which may be made again when it could not be committed.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, or why nothing could be committed.
    @discardableResult
    func write<Value: Sendable>(
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

    /// The time that decides about leases.
    ///
    /// - Parameters:
    ///   - time: The caller's time.
    ///   - transaction: The transaction, which knows the database's.
    /// - Returns: The time.
    func leaseTime(_ time: Date, _ transaction: PostgresTransaction) -> Date {
        clock == .caller ? time : Date(milliseconds: transaction.now)
    }

    /// By how much the times of leases have to be moved to show them by this machine's clock, in milliseconds.
    func skew(_ transaction: PostgresTransaction) -> Int64 {
        clock == .caller ? 0 : transaction.skew
    }

    /// Reads a run whose lease is shown by this machine's clock.
    func run(_ row: PostgresRow, _ transaction: PostgresTransaction) throws -> Run {
        try RunRow.run(row, skew: skew(transaction))
    }
}
