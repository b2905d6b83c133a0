import Synchronization

/// Counts the requests that a service gets.
final class RequestCounts: Sendable {
    private let counts = Mutex((requests: [String: Int](), refusedSignatures: 0))

    /// How many requests there were, by action.
    var requests: [String: Int] { counts.withLock { $0.requests } }

    /// How many signatures or tokens were refused.
    var refusedSignatures: Int { counts.withLock { $0.refusedSignatures } }

    /// Counts a request.
    func count(_ action: String) { counts.withLock { $0.requests[action, default: 0] += 1 } }

    /// Counts a refused signature or token.
    func countRefusedSignature() { counts.withLock { $0.refusedSignatures += 1 } }
}
