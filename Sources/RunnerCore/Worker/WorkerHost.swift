internal import Dispatch
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import Subprocess
internal import Synchronization
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
    /// Writes down what happens; `nil` in a dry run only.
    let recorder: RunRecorder?
    /// How long a model may take to end by itself when its time is over.
    var grace: Duration = .seconds(3)

    /// How a run ended, and what is known of it then.
    struct Report: Sendable {
        var ending: RunMonitor.Ending
        var moment: RunMonitor.Moment
        /// Whether something was submitted that may have been accepted, by an earlier process too.
        var mayBePaid: Bool
        var isOutcomeOpen = false
        var taskID: String?
        var logTail: [String]
        /// The program `runner-worker`.
        var program = ""
        /// How the process ended; `nil` when that could not be found out.
        var status: TerminationStatus?
    }

    /// Makes one prediction.
    ///
    /// The process gets a session of its own, so that a Ctrl-C in the terminal does not reach it, and is killed with all
    /// it has started when the run is over.
    ///
    /// - Parameters:
    ///   - library: The compiled model.
    ///   - monitor: What is known of the run, and what the worker is asked for.
    ///   - timeout: How long the model may take.
    ///   - control: What the user wants meanwhile.
    ///   - watch: Called with everything that happens.
    /// - Returns: How it ended.
    /// - Throws: ``RunnerError`` when the process cannot be started.
    func run(
        _ library: String,
        _ monitor: RunMonitor,
        timeout: Duration,
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
        let report = Mutex<Report?>(nil)
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
                recorder?.faults?.note(worker: execution.processIdentifier.value)
                let ended = await converse(socket, monitor, limit: timeout + grace, control: control, watch: watch)
                report.withLock { $0 = ended }
                recorder?.faults?.note(worker: nil)
                // Also after a crash: what the model has started may live on.
                try? execution.send(signal: .kill, toProcessGroup: true)
                try? await logged
            }
            report.withLock { $0?.status = result.terminationStatus }
        } catch {
            // What is known of a run is never given up for a failure to clean up after it.
            guard report.withLock({ $0 }) != nil else {
                throw RunnerError(
                    .configuration,
                    "the worker '\(program)' cannot be started: \(error)",
                    help: "build the project again ('make build'), or reinstall it"
                )
            }
        }
        var ended = report.withLock { $0 } ?? Report(ending: .died(nil), moment: .unpaid, mayBePaid: false, logTail: [])
        ended.logTail = log.lines
        ended.program = program
        return ended
    }

    private func converse(
        _ socket: MessageSocket,
        _ monitor: RunMonitor,
        limit: Duration,
        control: RunControl,
        watch: @Sendable (RunUpdate) -> Void
    ) async -> Report {
        let (events, feed) = AsyncStream.makeStream(of: RunMonitor.Event.self)
        let backpressure = Backpressure(limit: 256)
        // Reading blocks, so it has a thread of its own; it ends with the process or when the socket is closed.
        DispatchQueue(label: "worker").async {
            do {
                try socket.receive(WorkerEvent.self) { event in
                    backpressure.enter()
                    feed.yield(.worker(event))
                }
                feed.yield(.disconnected(nil))
            } catch let failure as MessageSocket.Failure where failure.number == ECONNRESET {
                // It died with messages unread.
                feed.yield(.disconnected(nil))
            } catch {
                feed.yield(.disconnected("\(error)"))
            }
        }
        control.listen { feed.yield(.wish($0)) }
        let alarm = Task {
            try await Task.sleep(for: limit)
            feed.yield(.overdue)
            try await Task.sleep(for: .seconds(60))
            feed.yield(.overdue)
        }
        defer {
            alarm.cancel()
            socket.close()
            backpressure.end()
            feed.finish()
        }
        return await withTaskCancellationHandler {
            var monitor = monitor
            // A worker that is gone cannot be told anything; that it is gone is the next event.
            try? socket.send(WorkerCommand.setup(settings))
            for await event in events {
                if case .worker = event { backpressure.leave() }
                var action = monitor.receive(event)
                if case .record(let number, let record) = action {
                    action = monitor.receive(await recorded(number, record))
                }
                switch action {
                case .wait, .record: break
                case .send(let command): try? socket.send(command)
                case .tell(let update):
                    await recorder?.note(update)
                    watch(update)
                case .acknowledge(let number, let update):
                    watch(update)
                    try? socket.send(WorkerCommand.noted(number: number))
                case .end(let ending): return report(ending, monitor)
                }
            }
            return report(.died(nil), monitor)
        } onCancel: {
            feed.yield(.wish(.cancel))
        }
    }

    private func recorded(_ number: Int, _ record: StepRecord) async -> RunMonitor.Event {
        do {
            try await recorder?.record(record)
            return .recorded(number, record)
        } catch {
            return .unrecorded(error, record)
        }
    }

    private func report(_ ending: RunMonitor.Ending, _ monitor: RunMonitor) -> Report {
        Report(
            ending: ending,
            moment: monitor.moment,
            mayBePaid: monitor.moment != .unpaid || monitor.isOutcomeOpen,
            isOutcomeOpen: monitor.isOutcomeOpen,
            taskID: monitor.taskID,
            logTail: []
        )
    }
}
