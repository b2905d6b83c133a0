internal import Dispatch
internal import Synchronization

/// Keeps a thread that reads from getting far ahead of the task that takes what was read.
///
/// A worker that says more than can be taken waits then, as at any pipe, and does not fill the runner's memory.
final class Backpressure: Sendable {
    // A semaphore that began with more than it ends with must not be given up.
    private let room = DispatchSemaphore(value: 0)
    private let isOver = Atomic(false)

    /// - Parameter limit: How many messages may be read and not taken yet.
    init(limit: Int) {
        for _ in 0..<limit { room.signal() }
    }

    /// Waits for room for one more; blocks, so it belongs on the thread that reads.
    func enter() {
        if !isOver.load(ordering: .acquiring) { room.wait() }
    }

    /// Makes room: one was taken.
    func leave() {
        room.signal()
    }

    /// Lets the thread go on, since nobody takes anything any more.
    func end() {
        isOver.store(true, ordering: .releasing)
        room.signal()
    }
}
