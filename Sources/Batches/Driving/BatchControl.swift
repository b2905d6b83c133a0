internal import RunStore
internal import RunnerCore
internal import Synchronization

/// The rows that are being driven, and what keeps other rows from beginning.
final class BatchControl: Sendable {
    private struct Active {
        var stop: StopSignal
        var isPaying = false
    }

    private struct State {
        var active: [Int: Active] = [:]
        var wish: StopSignal.Wish?
        var breaker = CircuitBreaker()
    }

    private let state = Mutex(State())

    /// Why nothing more is submitted.
    var trip: CircuitBreaker.Trip? { state.withLock { $0.breaker.trip } }

    /// Whether the user wants to stop.
    var isInterrupted: Bool { state.withLock { $0.wish != nil } }

    /// Whether another row may begin: once nothing more is submitted, only one that was paid before.
    func mayBegin(isPaid: Bool) -> Bool { state.withLock { $0.wish == nil && ($0.breaker.trip == nil || isPaid) } }

    /// Adds a row that begins; what the user wants reaches it as well.
    ///
    /// - Parameters:
    ///   - row: Its number, from 0.
    ///   - stop: Ends it.
    ///   - isPaid: Whether an earlier command has paid for it, so that only its result is fetched.
    func begin(_ row: Int, _ stop: StopSignal, isPaid: Bool) {
        let wish = state.withLock { state in
            state.active[row] = Active(stop: stop, isPaying: isPaid)
            return state.wish ?? (state.breaker.trip == nil || isPaid ? nil : .stop)
        }
        if let wish { stop.send(wish) }
    }

    /// Notes that a row's paid step has begun, so that it is brought to its end whatever happens to others.
    func notePayment(_ row: Int) {
        state.withLock { $0.active[row]?.isPaying = true }
    }

    /// Removes a row that is no longer driven.
    func end(_ row: Int) {
        state.withLock { _ = $0.active.removeValue(forKey: row) }
    }

    /// Passes on what the user wants.
    func send(_ wish: StopSignal.Wish) {
        let stops = state.withLock { state in
            state.wish = wish
            return state.active.values.map(\.stop)
        }
        for stop in stops { stop.send(wish) }
    }

    /// Notes how a row ended.
    ///
    /// When the breaker opens, the rows stop that have not paid.
    ///
    /// - Parameter result: How it ended.
    /// - Returns: Why nothing more is submitted, once.
    func note(_ result: RowResult) -> CircuitBreaker.Trip? {
        let (trip, stops) = state.withLock { state -> (CircuitBreaker.Trip?, [StopSignal]) in
            let wasOpen = state.breaker.trip != nil
            if result.status == .succeeded {
                state.breaker.noteSuccess()
            } else if let error = result.error {
                state.breaker.noteFailure(error)
            }
            guard !wasOpen, let trip = state.breaker.trip else { return (nil, []) }
            return (trip, state.active.values.filter { !$0.isPaying }.map(\.stop))
        }
        for stop in stops { stop.send(.stop) }
        return trip
    }
}
