internal import GRDB
internal import Glibc
internal import Synchronization

/// How long, and how, to wait for another process's lock.
final class LockWait: Sendable {
    private let limit: Duration
    private let since = Mutex(ContinuousClock.now)

    /// Creates a wait.
    ///
    /// - Parameter limit: The longest time.
    init(_ limit: Duration) {
        self.limit = limit
    }

    /// Sleeps a little; SQLite asks before each further try.
    ///
    /// Many short waits of random length let every process have its turn, which the growing ones of SQLite itself do not.
    ///
    /// - Parameter tries: How often it was asked about this lock.
    /// - Returns: Whether to try again.
    func goesOn(afterTries tries: Int) -> Bool {
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

    /// Repeats what is refused without a wait although another process's lock is the only reason, such as the change to a
    /// write-ahead log.
    ///
    /// - Parameters:
    ///   - limit: The longest time.
    ///   - body: Something that has changed nothing when it throws.
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

    /// Whether another process's lock is what refused something.
    static func isLock(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL].contains(error.resultCode)
    }
}
