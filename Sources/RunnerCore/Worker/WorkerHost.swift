internal import Dispatch
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import Subprocess
internal import SystemPackage
internal import WorkerProtocol

/// Runs a compiled model in a process of its own, and survives whatever it does.
struct WorkerHost: Sendable {
    /// The program `runner-worker`.
    let program: String
    /// Everything the process sees of the environment.
    let environment: [String: String]
    /// How the model reaches the world.
    let settings: WorkerSettings
    /// How long a model may take to end by itself when its time is over.
    var grace: Duration = .seconds(10)

    /// How a run ended, and what is known of it then.
    struct Report: Sendable {
        var ending: RunMonitor.Ending
        var taskID: String?
        var logTail: [String]
        /// How the process ended, when it ended by itself.
        var status: TerminationStatus
    }

    /// Makes one prediction.
    ///
    /// The process gets a session of its own, so that a Ctrl-C in the terminal does not reach it, and is killed with all
    /// it has started when the run is over.
    ///
    /// - Parameters:
    ///   - library: The compiled model.
    ///   - request: What to predict.
    ///   - control: What the user wants meanwhile.
    ///   - watch: Called with everything that happens.
    /// - Returns: How it ended.
    /// - Throws: ``RunnerError`` when the process cannot be started.
    func run(
        _ library: String,
        _ request: PredictionRequest,
        control: RunControl,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Report {
        let socket: MessageSocket
        let other: Int32
        do {
            (socket, other) = try MessageSocket.pair()
        } catch {
            throw RunnerError(.unavailable, "no connection to a worker can be made: \(error)")
        }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
        ]
        let log = LogTail()
        do {
            let result = try await Subprocess.run(
                .path(FilePath(program)),
                arguments: [library],
                environment: .custom(
                    Dictionary(uniqueKeysWithValues: environment.map { (.init(stringLiteral: $0.key), $0.value) })
                ),
                platformOptions: options,
                input: .fileDescriptor(FileDescriptor(rawValue: other), closeAfterSpawningProcess: true),
                output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                async let logged: Void = {
                    for try await chunk in execution.standardOutput { log.append(chunk.withUnsafeBytes(Array.init)) }
                }()
                let (ending, taskID) = await converse(socket, request, control: control, watch: watch)
                if case .died = ending {} else { try? execution.send(signal: .kill, toProcessGroup: true) }
                try? await logged
                return (ending, taskID)
            }
            let (ending, taskID) = result.closureResult
            return Report(ending: ending, taskID: taskID, logTail: log.lines, status: result.terminationStatus)
        } catch {
            throw RunnerError(
                .configuration,
                "the worker '\(program)' cannot be started: \(error)",
                help: "build the project again ('make build'), or reinstall it"
            )
        }
    }

    private func converse(
        _ socket: MessageSocket,
        _ request: PredictionRequest,
        control: RunControl,
        watch: @Sendable (RunUpdate) -> Void
    ) async -> (RunMonitor.Ending, taskID: String?) {
        let (events, feed) = AsyncStream.makeStream(of: RunMonitor.Event.self)
        // Reading blocks, so it has a thread of its own; it ends with the process or when the socket is closed.
        DispatchQueue(label: "worker").async {
            do {
                try socket.receive(WorkerEvent.self) { feed.yield(.worker($0)) }
                feed.yield(.disconnected(nil))
            } catch {
                feed.yield(.disconnected("\(error)"))
            }
        }
        control.listen { feed.yield(.wish($0)) }
        let limit = Duration.seconds(request.timeoutSeconds) + grace
        let alarm = Task {
            try await Task.sleep(for: limit)
            feed.yield(.overdue)
            try await Task.sleep(for: .seconds(60))
            feed.yield(.overdue)
        }
        defer {
            alarm.cancel()
            socket.close()
        }
        return await withTaskCancellationHandler {
            var monitor = RunMonitor(request)
            // A worker that is gone cannot be told anything; that it is gone is the next event.
            try? socket.send(WorkerCommand.setup(settings))
            for await event in events {
                switch monitor.receive(event) {
                case .wait: break
                case .send(let command): try? socket.send(command)
                case .tell(let update): watch(update)
                case .acknowledge(let update):
                    watch(update)
                    try? socket.send(WorkerCommand.noted(run: request.run))
                case .end(let ending): return (ending, monitor.taskID)
                }
            }
            return (.died(nil), monitor.taskID)
        } onCancel: {
            feed.yield(.wish(.cancel))
        }
    }
}
