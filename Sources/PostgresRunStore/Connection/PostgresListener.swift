internal import Dispatch
internal import Glibc
internal import RunRows
internal import Synchronization

/// Hears that there may be something to claim, on its own connection and queue.
///
/// What it hears are hints: a notification is lost while the connection is, and none comes through a pooler.
final class PostgresListener: Sendable {
    /// The channel; the payload is always empty, so that the notifications of one transaction are one.
    static let channel = "runner_work"

    private struct State {
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
        var isRunning = false
    }

    private let address: PostgresAddress
    private let limits: PostgresLimits
    private let state = Mutex(State())

    /// Creates a listener, which connects when someone listens.
    init(_ address: PostgresAddress, _ limits: PostgresLimits) {
        self.address = address
        self.limits = limits
    }

    /// A sequence with an element after each notification and each new connection.
    func hints() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (number, starts) = state.withLock { state in
            defer {
                state.next += 1
                state.isRunning = true
            }
            state.listeners[state.next] = continuation
            return (state.next, !state.isRunning)
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
        }
        if starts { DispatchQueue(label: "RunStore.postgres.listen").async { self.listen() } }
        return stream
    }

    /// Connects, again after each failure, until nobody listens.
    private func listen() {
        var tries = 0
        while isNeeded() {
            let connected = ContinuousClock.now
            do {
                try listenOnce()
            } catch {
                // A server that is away for long is not asked all the time, nor by all processes at once.
                if ContinuousClock.now - connected > .seconds(30) { tries = 0 }
                pause(milliseconds: Int32.random(in: 50...(100 << min(tries, 6))))
                tries += 1
            }
        }
    }

    private func listenOnce() throws {
        let connection = try PostgresConnection(address, within: limits.connect)
        guard try !connection.isPooled(within: limits.answer) else {
            while isNeeded() { pause(milliseconds: 1_000) }
            return
        }
        _ = try connection.run(SQL(text: "LISTEN \(Self.channel)"), within: limits.answer)
        // Whatever came before is found by looking now.
        tell()
        var asked = ContinuousClock.now
        while isNeeded() {
            if try connection.notifications(within: .seconds(1)) > 0 { tell() }
            // A connection that is only half there says nothing, and looks like one on which nothing happens.
            if ContinuousClock.now - asked > limits.ping {
                _ = try connection.run("SELECT 1", within: min(limits.answer, limits.ping))
                asked = .now
            }
        }
    }

    private func tell() {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
    }

    /// Whether someone listens; the queue ends otherwise.
    private func isNeeded() -> Bool {
        state.withLock { state in
            if state.listeners.isEmpty { state.isRunning = false }
            return !state.listeners.isEmpty
        }
    }

    private func pause(milliseconds: Int32) {
        _ = poll(nil, 0, milliseconds)
    }
}
