internal import ErrorReporting
internal import InferenceKit
internal import ModelSupply
internal import PaidAnswerFiles
internal import Processes
internal import WorkerProtocol

/// Runs a compiled model in a separate process, and survives its crashes.
struct WorkerHost: Sendable {
    /// The program `runner-worker`.
    let program: String
    /// The whole environment of the process.
    let environment: [String: String]
    /// The rules of its sandbox, as arguments.
    let sandbox: [String]
    /// How the model reaches the world.
    let settings: WorkerSettings
    /// Records what happens; `nil` where nothing is charged.
    let recorder: RunRecorder?
    /// How long a model may take to end on its own after its deadline.
    var grace: Duration = .seconds(3)
    /// How much the model may record, show and write.
    var limits = RunQuota.Limits()

    /// Makes one prediction.
    ///
    /// - Parameters:
    ///   - library: The compiled model.
    ///   - machine: What is known about the run, and what to ask the worker for.
    ///   - timeout: How long the model may take.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Returns: How it ended.
    /// - Throws: ``RunnerError`` when the process cannot be started.
    func run(
        _ library: String,
        _ machine: RunStateMachine,
        timeout: Duration,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> WorkerReport {
        let process = WorkerProcess(program: program, arguments: [library] + sandbox, environment: environment)
        let outcome = try await process.run { socket, worker in
            recorder?.faults?.note(worker: worker)
            recorder?.answers.note(worker: worker)
            let report = await converse(socket, worker, machine, limit: timeout + grace, stop: stop, watch: watch)
            recorder?.faults?.note(worker: nil)
            return report
        }
        var report = outcome.result ?? WorkerReport(end: .died(nil))
        report.logTail = outcome.logTail
        report.startFailure = outcome.startFailure
        report.process = outcome.end
        return report
    }

    private func converse(
        _ socket: MessageSocket,
        _ worker: Int32,
        _ machine: RunStateMachine,
        limit: Duration,
        stop: StopSignal,
        watch: @Sendable (RunUpdate) -> Void
    ) async -> WorkerReport {
        let feed = MessageFeed<RunStateMachine.Event>(
            reading: socket,
            as: WorkerEvent.self,
            take: { .worker($0) },
            end: { .disconnected($0) }
        )
        stop.listen { feed.add(.wish($0)) }
        let alarm = Task {
            try await Task.sleep(for: limit)
            feed.add(.overdue)
            try await Task.sleep(for: .seconds(60))
            feed.add(.overdue)
        }
        let watcher = Task {
            if let excess = await RunFiles(of: machine.request, limits, worker).watch() { feed.add(.exceeded(excess)) }
        }
        defer {
            alarm.cancel()
            watcher.cancel()
            feed.close()
        }
        let start = ContinuousClock.now
        return await withTaskCancellationHandler {
            var machine = machine
            var quota = RunQuota(limits)
            var sendLimit: Int64?
            // A send to a worker that has died fails; the next event says that it has died.
            try? socket.send(WorkerCommand.setup(settings))
            for await var event in feed {
                if case .worker(let message) = event {
                    switch quota.take(message, at: ContinuousClock.now - start) {
                    case .pass: event = .worker(message.limited)
                    case .drop: continue
                    case .warn(let text): event = .worker(.warning(run: machine.request.run, text: text))
                    case .exceeded(let reason): event = .exceeded(reason)
                    }
                }
                var action = machine.receive(event)
                if case .record(let number, let record) = action {
                    let (recorded, limit) = await recorded(number, record)
                    (action, sendLimit) = (machine.receive(recorded), limit)
                }
                switch action {
                case .wait, .record: break
                case .send(let command): try? socket.send(command)
                case .tell(let update):
                    await recorder?.note(update)
                    watch(update)
                case .acknowledge(let number, let record):
                    watch(.step(record))
                    let file = recorder?.answers.file(for: record)
                    try? socket.send(
                        WorkerCommand.noted(number: number, paidAnswerFile: file, sendLimit: sendLimit)
                    )
                case .end(let end): return report(end, machine)
                }
            }
            return report(.died(nil), machine)
        } onCancel: {
            feed.add(.wish(.cancel))
        }
    }

    private func recorded(_ number: Int, _ record: StepRecord) async -> (RunStateMachine.Event, sendLimit: Int64?) {
        do {
            let limit = try await recorder?.record(record)
            return (.recorded(number, record), limit)
        } catch {
            return (.unrecorded(error, record, isKept: recorder?.answers.holds(record) == true), nil)
        }
    }

    private func report(_ end: WorkerEnd, _ machine: RunStateMachine) -> WorkerReport {
        WorkerReport(
            end: end,
            payment: machine.payment,
            mayBePaid: machine.payment != .unpaid || machine.isOutcomeOpen,
            isOutcomeOpen: machine.isOutcomeOpen,
            taskID: machine.taskID,
            usage: machine.usage
        )
    }
}
