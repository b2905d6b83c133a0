package import RunStore
internal import Synchronization

/// Tells any number of listeners which runs of their callers have changed.
///
/// A listener takes what has changed since it last asked, so a slow one takes no more memory than the ids of its runs.
package final class RunBroadcast: Sendable {
    /// One listener.
    package struct Listener: Sendable {
        /// Has an element whenever there may be something new, and at the latest after the interval that was asked for.
        package let signals: AsyncStream<Void>
        fileprivate let number: Int
    }

    private struct Entry {
        let caller: String?
        let continuation: AsyncStream<Void>.Continuation
        var changed: Set<RunID> = []
    }

    private let entries = Mutex<(next: Int, all: [Int: Entry], isClosed: Bool)>((0, [:], false))

    /// Creates a broadcast without listeners.
    package init() {}

    /// Notes that something about a run has changed.
    package func note(_ run: RunNews) {
        let reached = entries.withLock { entries in
            var reached: [AsyncStream<Void>.Continuation] = []
            for (number, entry) in entries.all where entry.caller == run.caller {
                entries.all[number]?.changed.insert(run.run)
                reached.append(entry.continuation)
            }
            return reached
        }
        for continuation in reached { continuation.yield() }
    }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - caller: Whose runs.
    ///   - interval: How long there is no signal at most.
    /// - Returns: The listener; it is forgotten when its signals are no longer awaited.
    package func listener(of caller: String?, atLeastEvery interval: Duration) -> Listener {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (number, isClosed) = entries.withLock { entries in
            entries.next += 1
            if !entries.isClosed { entries.all[entries.next] = Entry(caller: caller, continuation: continuation) }
            return (entries.next, entries.isClosed)
        }
        if isClosed { continuation.finish() }
        let clock = Task {
            while (try? await Task.sleep(for: interval)) != nil { continuation.yield() }
        }
        continuation.onTermination = { [weak self] _ in
            clock.cancel()
            self?.entries.withLock { _ = $0.all.removeValue(forKey: number) }
        }
        return Listener(signals: stream, number: number)
    }

    /// Takes what has changed for a listener since the last call.
    package func changes(for listener: Listener) -> [RunID] {
        entries.withLock { entries in
            let changed = entries.all[listener.number]?.changed ?? []
            entries.all[listener.number]?.changed = []
            return changed.sorted()
        }
    }

    /// Lets all listeners go, now and later, since the process is about to stop.
    package func close() {
        let continuations = entries.withLock { entries in
            entries.isClosed = true
            return entries.all.values.map(\.continuation)
        }
        for continuation in continuations { continuation.finish() }
    }
}
