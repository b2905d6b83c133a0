internal import Synchronization

/// The latest events of a run, numbered, for any number of readers at their own pace.
///
/// A reader asks for what is new to it, so a slow one takes no memory: what it misses is gone when the newest events fill the
/// room, and the reader gets their number.
package final class RunHistory: Sendable {
    /// One event.
    package struct Entry: Sendable, Hashable {
        /// Its number, from 1.
        package let number: Int
        /// What happened.
        package let event: RunEvent
    }

    private struct State {
        var entries: [Entry] = []
        var sizeBytes = 0
        var last = 0
        var isOver = false
        var readers: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextReader = 0
    }

    /// Distinguishes the numbers of this history from those of an earlier process or part of the run.
    package let generation: String
    private let state = Mutex(State())
    private let roomBytes: Int
    private static let longestLine = 4_096

    /// Creates an empty history.
    ///
    /// - Parameters:
    ///   - generation: A text without dashes that no other history of the run has.
    ///   - roomBytes: About how much memory the events may take.
    package init(generation: String, roomBytes: Int = 128 << 10) {
        self.generation = generation
        self.roomBytes = roomBytes
    }

    /// Adds an event, and drops the oldest ones when there is no more room.
    func append(_ event: RunEvent) {
        var event = event
        if case .log(let text) = event, text.utf8.count > Self.longestLine {
            event = .log(String(text.prefix(Self.longestLine)) + " …")
        }
        let readers = state.withLock { state in
            state.last += 1
            state.entries.append(Entry(number: state.last, event: event))
            state.sizeBytes += event.sizeBytes
            while state.sizeBytes > roomBytes, state.entries.count > 1 {
                state.sizeBytes -= state.entries.removeFirst().event.sizeBytes
            }
            if event == .ended { state.isOver = true }
            return Array(state.readers.values)
        }
        for reader in readers { reader.yield() }
    }

    /// The events after a number.
    ///
    /// - Parameter number: The last event that the reader has; 0 for none.
    /// - Returns: The events in order, and how many in between are missing.
    package func entries(after number: Int) -> (entries: [Entry], missed: Int) {
        state.withLock { state in
            let new = state.entries.filter { $0.number > number }
            let first = new.first?.number ?? state.last + 1
            return (new, max(0, first - number - 1))
        }
    }

    /// The place in this history that a reader means, who may name any number.
    ///
    /// - Parameter number: The last event that the reader says it has.
    /// - Returns: A number of this history, or 0.
    package func position(_ number: Int) -> Int { state.withLock { max(0, min(number, $0.last)) } }

    /// Whether the run has ended, so that nothing more comes.
    package var isOver: Bool { state.withLock { $0.isOver } }

    /// A sequence with an element whenever there may be something new; two elements may become one.
    ///
    /// - Parameter interval: How long the sequence gives no element at most.
    /// - Returns: The sequence; it ends with its reader.
    package func changes(atLeastEvery interval: Duration) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let reader = state.withLock { state in
            state.nextReader += 1
            state.readers[state.nextReader] = continuation
            return state.nextReader
        }
        // What is there already.
        continuation.yield()
        let clock = Task {
            while (try? await Task.sleep(for: interval)) != nil { continuation.yield() }
        }
        continuation.onTermination = { [weak self] _ in
            clock.cancel()
            self?.state.withLock { _ = $0.readers.removeValue(forKey: reader) }
        }
        return stream
    }

    /// Lets every reader go, although the run has not ended.
    func close() {
        let readers = state.withLock { state in
            state.isOver = true
            return Array(state.readers.values)
        }
        for reader in readers { reader.yield() }
    }
}
