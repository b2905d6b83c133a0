internal import InferenceKit
internal import Synchronization
internal import WorkerProtocol

/// The runs under way in this worker, and the reports that wait until the runner has recorded them.
final class RunTable: Sendable {
    /// A report that waits.
    private struct Waiting {
        var continuation: CheckedContinuation<Int64?, any Error>
        var step: PaidAnswers.Step?
    }

    private struct State {
        var tasks: [String: Task<[String: JSONValue], any Error>] = [:]
        /// Runs that were canceled before they were added.
        var canceled: Set<String> = []
        var waiting: [Int: Waiting] = [:]
        var lastNumber = 0
    }

    /// The paid steps under way.
    let paid = PaidAnswers()
    private let state = Mutex(State())

    /// Adds a run; it is canceled at once when a cancellation came first.
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

    /// Sends a report with a number, and waits until the runner has recorded it.
    ///
    /// - Parameters:
    ///   - step: The paid step that begins once the report is recorded, if one does.
    ///   - send: Sends the report with the number it is given.
    /// - Returns: The `PaidStep.uptime` from which on the step must not send anything, if the runner says so.
    /// - Throws: What `send` throws; the report will not be recorded then.
    func waitUntilNoted(
        before step: PaidAnswers.Step? = nil,
        _ send: (_ number: Int) throws -> Void
    ) async throws -> Int64? {
        try await withCheckedThrowingContinuation { continuation in
            let number = state.withLock { state in
                state.lastNumber += 1
                state.waiting[state.lastNumber] = Waiting(continuation: continuation, step: step)
                return state.lastNumber
            }
            do {
                try send(number)
            } catch {
                state.withLock { $0.waiting.removeValue(forKey: number) }?.continuation.resume(throwing: error)
            }
        }
    }

    /// Lets the report with this number continue.
    ///
    /// - Parameters:
    ///   - number: The number of the report.
    ///   - file: The file that is reserved for the answer of the paid step which begins now.
    ///   - limit: The `PaidStep.uptime` from which on that step must not send anything.
    func noted(_ number: Int, paidAnswerFile file: String?, sendLimit limit: Int64?) {
        guard let waiting = state.withLock({ $0.waiting.removeValue(forKey: number) }) else { return }
        // Before the step begins, so that a runner that ends meanwhile finds it under way.
        if let step = waiting.step, let file { paid.begin(step, file: file) }
        waiting.continuation.resume(returning: limit)
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
