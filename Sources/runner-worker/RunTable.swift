internal import InferenceKit
internal import Synchronization

/// The runs under way in this worker, with the acknowledgements that they wait for.
final class RunTable: Sendable {
    private struct Run {
        var task: Task<[String: JSONValue], any Error>?
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isCanceled = false
    }

    private let runs = Mutex<[String: Run]>([:])

    /// Enters a run; it is cancelled at once when a cancellation came first.
    func add(_ run: String, _ task: Task<[String: JSONValue], any Error>) {
        let isCanceled = runs.withLock { runs in
            runs[run, default: Run()].task = task
            return runs[run]?.isCanceled == true
        }
        if isCanceled { task.cancel() }
    }

    /// Removes a run that has ended.
    func remove(_ run: String) {
        let waiting = runs.withLock { $0.removeValue(forKey: run)?.waiting ?? [] }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits for the next acknowledgement of a run, which `send` asks for.
    func waitUntilNoted(_ run: String, send: () -> Void) async {
        await withCheckedContinuation { continuation in
            runs.withLock { $0[run, default: Run()].waiting.append(continuation) }
            send()
        }
    }

    /// Passes an acknowledgement on; steps of one run are acknowledged in the order they were reported.
    func noted(_ run: String) {
        let first = runs.withLock { runs -> CheckedContinuation<Void, Never>? in
            guard runs[run]?.waiting.isEmpty == false else { return nil }
            return runs[run]?.waiting.removeFirst()
        }
        first?.resume()
    }

    /// Cancels a run.
    func cancel(_ run: String) {
        let task = runs.withLock { runs in
            runs[run, default: Run()].isCanceled = true
            return runs[run]?.task
        }
        task?.cancel()
    }
}
