internal import Dispatch
internal import ErrorReporting
internal import Glibc
internal import InferenceKit
internal import Processes
internal import WorkerProtocol

/// Runs a compiled model in a process of its own, and survives whatever it does.
struct WorkerHost: Sendable {
    /// The program `runner-worker`.
    let program: String
    /// Everything the process sees of the environment.
    let environment: [String: String]
    /// How the model reaches the world.
    let settings: WorkerSettings
    /// Writes down what happens; `nil` where nothing is charged.
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
        /// Why the program did not start, when the system lacks one of its libraries.
        var missingLibrary: RunnerError?
        /// How the process ended.
        var end = ProcessEnd.unknown
    }

    /// Makes one prediction.
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
        let process = WorkerProcess(program: program, argument: library, environment: environment)
        let ending = try await process.run { socket, worker in
            recorder?.faults?.note(worker: worker)
            let report = await converse(socket, monitor, limit: timeout + grace, control: control, watch: watch)
            recorder?.faults?.note(worker: nil)
            return report
        }
        var ended = ending.result ?? Report(ending: .died(nil), moment: .unpaid, mayBePaid: false, logTail: [])
        ended.logTail = ending.logTail
        ended.missingLibrary = ending.missingLibrary
        ended.end = ending.end
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
