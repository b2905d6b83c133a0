import Synchronization

/// The last successful round, which stays after a save that does not compile.
final class DevHistory: Sendable {
    /// A round and its example's result, as JSON.
    struct Good: Sendable {
        var number: Int
        var output: String
    }

    private let state = Mutex<Good?>(nil)

    /// The last successful round.
    var lastGood: Good? { state.withLock(\.self) }

    /// Records a successful round.
    func note(_ good: Good) {
        state.withLock { $0 = good }
    }
}
