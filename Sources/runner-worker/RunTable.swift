internal import InferenceKit
internal import Synchronization

/// The runs under way in this worker, and the reports that wait until the runner has noted them.
final class RunTable: Sendable {
    private struct State {
        var tasks: [String: Task<[String: JSONValue], any Error>] = [:]
        /// Runs that were cancelled before they were entered.
        var canceled: Set<String> = []
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var lastNumber = 0
    }

    private let state = Mutex(State())

    /// Enters a run; it is cancelled at once when a cancellation came first.
    func add(_ run: String, _ task: Task<[String: JSONValue], any Error>) {
        let isCanceled = state.withLock { state in
            state.tasks[run] = task
            return state.canceled.remove(run) != nil
        }
        if isCanceled { task.cancel() }
    }

    /// Removes a run that has ended.
    func remove(_ run: String) {
        state.withLock { $0.tasks[run] = nil }
    }

    /// Sends a report with a number of its own and waits until the runner has noted it.
    ///
    /// - Parameter send: Sends the report with the number it is given.
    /// - Throws: What `send` throws; nobody will note the report then.
    func waitUntilNoted(_ send: (_ number: Int) throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let number = state.withLock { state in
                state.lastNumber += 1
                state.waiting[state.lastNumber] = continuation
                return state.lastNumber
            }
            do {
                try send(number)
            } catch {
                state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(throwing: error)
            }
        }
    }

    /// Lets the report with this number go on.
    func noted(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
    }

    /// Cancels a run.
    func cancel(_ run: String) {
        let task = state.withLock { state in
            if state.tasks[run] == nil { state.canceled.insert(run) }
            return state.tasks[run]
        }
        task?.cancel()
    }
}
