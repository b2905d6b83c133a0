import Synchronization

/// The last round that went well, which a broken save does not take away.
final class DevHistory: Sendable {
    /// A round and what its example gave, as JSON.
    struct Good: Sendable {
        var number: Int
        var output: String
    }

    private let state = Mutex<Good?>(nil)

    /// The last round that went well.
    var lastGood: Good? { state.withLock(\.self) }

    /// Notes a round that went well.
    func note(_ good: Good) {
        state.withLock { $0 = good }
    }
}
