internal import Glibc
package import ModelSupply
internal import Processes
internal import Synchronization
package import WorkerProtocol

/// A run's time with a worker that serves others before and after it.
///
/// The run's files are in directories of the worker that only this run has. The runner knows them by other paths, so paths are replaced in
/// what is sent and received. A class since it ends once.
package final class WorkerTurn: Sendable {
    private let worker: WarmWorker
    private let line: WarmWorker.Line
    private let pool: WorkerPool
    private let key: String
    private let paths = Mutex(RunPaths())
    private let state = Mutex(State())

    private struct State {
        /// Whether the run is the worker's first; `nil` before it begins.
        var isFirst: Bool?
        var isHeard = false
        var isStopped = false
    }

    /// How long what a model has printed may take to arrive after its result.
    private static let patience: Duration = .seconds(2)

    init?(_ worker: WarmWorker, of pool: WorkerPool) {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        key = String(repeating: "0", count: 13 - random.count) + random
        guard let line = worker.line, worker.room.open(key) else { return nil }
        self.worker = worker
        self.line = line
        self.pool = pool
    }

    /// The directory for temporary files.
    package var scratch: String { "\(worker.room.scratch)/\(key)" }

    /// Where the worker can write temporary files: the run's directory, and beside it.
    package var room: String { worker.room.scratch }

    /// Where the worker can write the answers to paid requests.
    package var answers: String { worker.room.answers }

    /// The id of the process.
    package var process: Int32 { line.process }

    /// Whether the worker died before it said anything about the run, after it had served another: the run has not begun.
    package var wasLate: Bool { state.withLock { $0.isFirst == false && $0.isStopped && !$0.isHeard } }

    /// Brings the files of a run to where the model can reach them.
    ///
    /// - Parameter request: The run, with the runner's paths.
    /// - Returns: The run with the worker's paths; `nil` when an input cannot be brought there.
    package func adopt(_ request: WorkerRequest) -> WorkerRequest? {
        let room = worker.room
        var found = RunPaths()
        for (number, path) in RunPaths.files(in: request.input).sorted().enumerated() {
            let name = path.split(separator: "/").last ?? ""
            guard let place = room.place(key, in: room.inputs) else { return nil }
            let directory = "\(place)/\(number)"
            guard mkdir(directory, 0o700) == 0, FileLinks.link(path, to: "\(directory)/\(name)") else { return nil }
            found.add(path, "\(directory)/\(name)", isOutput: false)
        }
        for (number, path) in request.outputPaths.values.sorted().enumerated() {
            guard let place = room.place(key, in: room.outputs) else { return nil }
            let inner = "\(place)/\(number)-\(path.split(separator: "/").last ?? "")"
            guard FileLinks.create(inner) else { return nil }
            found.add(path, inner, isOutput: true)
        }
        worker.log.begin(until: key)
        paths.withLock { $0 = found }
        var request = found.inner(request)
        request.run = key
        request.turn = .init(mark: key)
        return request
    }

    /// The place where the model can write the answer to a paid request.
    ///
    /// - Parameter file: The file that is reserved for it.
    /// - Returns: A second name of the file; `nil` when there is none.
    package func answer(in file: String) -> String? {
        guard let place = worker.room.place(key, in: worker.room.answers) else { return nil }
        let inner = "\(place)/\(file.split(separator: "/").last ?? "")"
        return Glibc.link(file, inner) == 0 ? inner : nil
    }

    /// Begins to listen to the worker.
    ///
    /// - Parameters:
    ///   - take: Turns a message about this run into an element.
    ///   - end: Called when the worker has ended.
    /// - Returns: What arrives.
    package func feed<Element: Sendable>(
        take: @escaping @Sendable (WorkerEvent) -> Element?,
        end: @escaping @Sendable (_ violation: String?) -> Element?
    ) -> MessageFeed<Element> {
        let key = key
        return MessageFeed(
            listeningTo: line.relay,
            take: { [self] event in
                // What an earlier run has left may still speak.
                guard event.run == nil || event.run == key else { return nil }
                state.withLock { $0.isHeard = true }
                return take(paths.withLock { $0 }.outer(event))
            },
            end: end
        )
    }

    /// Sets the model up, unless an earlier run has.
    ///
    /// - Returns: Whether the model is set up already.
    package func begin() -> Bool {
        let isFirst = worker.beginTurn()
        state.withLock { $0.isFirst = isFirst }
        // A send to a worker that has died fails; the next event says that it has died.
        if isFirst { try? line.socket.send(WorkerCommand.setup(worker.plan.settings)) }
        return !isFirst
    }

    /// Sends a command.
    ///
    /// - Parameter command: The command.
    /// - Throws: `MessageSocket.Failure` when the worker has died.
    package func send(_ command: WorkerCommand) throws { try line.socket.send(command) }

    /// Ends the conversation; a worker that cannot be trusted to have ended the run is killed.
    ///
    /// - Parameter isReusable: Whether the model has returned or thrown, and nothing of the run is open.
    /// - Returns: What the model printed, and how the process ended if it has.
    package func end(isReusable: Bool) async -> (log: [String], ending: WorkerProcess.Ending<Void>?) {
        if isReusable, let lines = await worker.log.end(within: Self.patience) { return (lines, nil) }
        state.withLock { $0.isStopped = true }
        let ending = await worker.stopped()
        return (worker.log.lines.filter { $0 != key }, ending)
    }

    /// Brings the output files to where the runner expects them.
    ///
    /// The files of a process that goes on are copied, since it may still have them open.
    ///
    /// - Parameter mostBytes: The length of the longest file to copy.
    /// - Returns: The file that could not be brought there, if there is one.
    package func deliverOutputs(mostBytes: Int64 = RunQuota.Limits().fileBytes) -> String? {
        let isStopped = state.withLock { $0.isStopped }
        for (outer, inner) in paths.withLock({ $0.outputs }) {
            guard FileLinks.deliver(inner, to: outer, mostBytes: mostBytes, moves: isStopped) else { return outer }
        }
        return nil
    }

    /// Removes the files of the run, and lets the worker wait for the next one; the last thing that is done with a turn.
    package func close() async {
        // Files that a model keeps open without a name stay until the process ends.
        let isClear = worker.room.clear(key) && UnlinkedFiles.bytes(of: process) == 0
        if state.withLock({ $0.isStopped }) || !isClear { return worker.stop() }
        await pool.giveBack(worker)
    }
}
