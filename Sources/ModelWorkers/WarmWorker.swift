internal import ErrorReporting
internal import ModelSupply
internal import Processes
internal import Synchronization
internal import SystemPackage
internal import WorkerProtocol

/// A worker that serves one run after another; a class since it is a process.
final class WarmWorker: Sendable {
    /// The means to talk with the process.
    struct Line: Sendable {
        let process: Int32
        let socket: MessageSocket
        let relay: MessageRelay<WorkerEvent>
    }

    private struct State {
        var line: Line?
        var ending: WorkerProcess.Ending<Void>?
        var turns = 0
    }

    let plan: WorkerPlan
    let room: WorkerRoom
    let log = LogTail()
    private let state = Mutex(State())
    private let starting = AsyncStream.makeStream(of: Void.self)
    private let stopping = AsyncStream.makeStream(of: Void.self)
    private let ended = AsyncStream.makeStream(of: Void.self)

    /// Plans a worker; ``live()`` starts it.
    ///
    /// - Parameters:
    ///   - plan: What is fixed when it starts.
    ///   - answers: The directory of the answers beside the store.
    /// - Throws: `Errno` when its directories cannot be created.
    init(_ plan: WorkerPlan, beside answers: String) throws(Errno) {
        self.plan = plan
        room = try WorkerRoom(in: plan.installation.temporaryDirectory, beside: answers)
    }

    /// Runs the process until it ends or is stopped.
    func live() async {
        let stops = stopping.continuation
        do {
            let ending = try await plan.process(in: room).run(log: log) { socket, process in
                let relay = MessageRelay<WorkerEvent>(reading: socket) { stops.finish() }
                self.state.withLock { $0.line = Line(process: process, socket: socket, relay: relay) }
                self.starting.continuation.finish()
                for await _ in self.stopping.stream {}
                socket.close()
            }
            state.withLock { $0.ending = ending }
        } catch {
            // Whoever waits for the worker starts one for its run alone, and gets the reason from that.
        }
        starting.continuation.finish()
        ended.continuation.finish()
    }

    /// Waits until the process runs.
    ///
    /// - Returns: Whether it does.
    func hasStarted() async -> Bool {
        for await _ in starting.stream {}
        return line != nil
    }

    /// The means to talk with the process; `nil` before it has started.
    var line: Line? { state.withLock { $0.line } }

    /// Whether the process has not ended, as far as can be seen.
    var isAlive: Bool { state.withLock { $0.line?.relay.hasEnded == false && $0.ending == nil } }

    /// Counts a run.
    ///
    /// - Returns: Whether it is the first, before which the model is set up.
    func beginTurn() -> Bool {
        state.withLock { state in
            state.turns += 1
            return state.turns == 1
        }
    }

    /// Has the process killed.
    func stop() { stopping.continuation.finish() }

    /// Has the process killed, and waits until it is gone.
    ///
    /// - Returns: How it ended; `nil` when it did not start.
    func stopped() async -> WorkerProcess.Ending<Void>? {
        stop()
        for await _ in ended.stream {}
        return state.withLock { $0.ending }
    }
}
