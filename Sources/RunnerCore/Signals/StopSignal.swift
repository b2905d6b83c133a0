package import RunStore
internal import Synchronization

/// Lets a user stop waiting for a run, or end it.
package final class StopSignal: Sendable {
    /// What the user wants.
    package enum Wish: Sendable, Hashable {
        /// Stop waiting; what was started continues at the service.
        case stop
        /// End the run, at the service too.
        case cancel
        /// Stop at once; only the answer to a submission under way is still waited for, as long as this process lives.
        case stopNow
        /// Stop at once, since what happens can no longer be recorded.
        case leave(RunStoreError)
    }

    private struct State {
        var wishes: [Wish] = []
        var listener: (@Sendable (Wish) -> Void)?
    }

    private let state = Mutex(State())

    /// Creates a signal that has not been sent.
    package init() {}

    /// Sends the user's request to the run; a request that arrives before the run listens is kept for it.
    package func send(_ wish: Wish) {
        let listener = state.withLock { state in
            state.wishes.append(wish)
            return state.listener
        }
        listener?(wish)
    }

    /// Passes on every request, including earlier ones; the previous listener hears no more.
    package func listen(_ listener: @escaping @Sendable (Wish) -> Void) {
        let earlier = state.withLock { state in
            state.listener = listener
            return state.wishes
        }
        for wish in earlier { listener(wish) }
    }
}
