internal import Synchronization

/// How much memory the bodies take that are being read, all together.
final class BodyBudget: Sendable {
    /// The budget of this process.
    static let shared = BodyBudget(256 << 20)

    private let free: Mutex<Int>

    /// - Parameter bytes: How much they may take.
    init(_ bytes: Int) { free = Mutex(bytes) }

    /// Takes some of it.
    ///
    /// - Parameter bytes: How much.
    /// - Returns: Whether there was as much.
    func take(_ bytes: Int) -> Bool {
        free.withLock { free in
            guard free >= bytes else { return false }
            free -= bytes
            return true
        }
    }

    /// Gives back what was taken.
    func give(_ bytes: Int) { free.withLock { $0 += bytes } }
}
