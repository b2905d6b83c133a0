internal import GRDB
internal import Glibc
internal import Synchronization

/// Waits for another process's lock, for a limited time.
final class LockWait: Sendable {
    private let limit: Duration
    private let since = Mutex(ContinuousClock.now)

    /// Creates a wait.
    ///
    /// - Parameter limit: The longest time.
    init(_ limit: Duration) {
        self.limit = limit
    }

    /// Sleeps a little before the next try; SQLite calls it before each one.
    ///
    /// Many short waits of random length give every process its turn; the growing waits of SQLite itself do not.
    ///
    /// - Parameter tries: How often it was called for this lock.
    /// - Returns: Whether to try again.
    func shouldTryAgain(afterTries tries: Int) -> Bool {
        let now = ContinuousClock.now
        let start = since.withLock { start in
            if tries == 0 { start = now }
            return start
        }
        guard now - start < limit else { return false }
        Self.sleep()
        return true
    }

    private static func sleep() {
        usleep(.random(in: 300...3_000))
    }

    /// Repeats what fails at once because of another process's lock, such as the change to a write-ahead log.
    ///
    /// - Parameters:
    ///   - limit: The longest time.
    ///   - body: Work that has changed nothing when it throws.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    static func retrying<Value>(for limit: Duration, _ body: () throws -> Value) throws -> Value {
        let start = ContinuousClock.now
        while true {
            do {
                return try body()
            } catch  where isLock(error) && ContinuousClock.now - start < limit {
                sleep()
            }
        }
    }

    /// Whether an error was caused by another process's lock.
    static func isLock(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL].contains(error.resultCode)
    }
}
