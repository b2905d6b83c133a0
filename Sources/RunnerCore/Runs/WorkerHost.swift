internal import ErrorReporting
internal import InferenceKit
internal import ModelSupply
internal import ModelWorkers
internal import PaidAnswerFiles
internal import Processes
internal import WorkerProtocol

/// Runs a compiled model in a separate process, and survives its crashes.
struct WorkerHost: Sendable {
    /// Where programs and directories for temporary files are.
    let installation: Installation
    /// The model.
    let model: ModelDirectory
    /// The compiled model.
    let library: String
    /// The variables that the manifest names.
    let environment: [String: String]
    /// How the model reaches the world.
    let settings: WorkerSettings
    /// Records what happens; `nil` where nothing is charged.
    let recorder: RunRecorder?
    /// The run's turn at a worker that serves others too; `nil` for a process of its own.
    var turn: WorkerTurn?
    /// How long a model may take to end on its own after its deadline.
    var grace: Duration = .seconds(3)
    /// How long a model may take to end that has paid for nothing, after its run was canceled.
    var patience: Duration = .seconds(10)
    /// How much longer a model may take to cancel what it has started at a service, and a submission that is under way at the deadline.
    var respite: Duration = .seconds(60)
    /// How much the model may record, show and write.
    var limits = RunQuota.Limits()

    /// What a run has with its worker.
    private struct Conversation {
        let feed: MessageFeed<RunStateMachine.Event>
        let send: @Sendable (WorkerCommand) throws -> Void
        /// Whether the model is set up already.
        let isReady: Bool
    }

    /// What a worker that waits for runs is started with.
    var plan: WorkerPlan {
        WorkerPlan(model: model, library: library, environment: environment, settings: settings, installation)
    }

    /// Makes one prediction.
    ///
    /// - Parameters:
    ///   - machine: What is known about the run, and what to ask the worker for.
    ///   - timeout: How long the model may take.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Returns: How it ended.
    /// - Throws: ``RunnerError`` when the process cannot be started.
    func run(
        _ machine: RunStateMachine,
        timeout: Duration,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> WorkerReport {
        let limit = timeout + grace
        if let turn {
            note(worker: turn.process)
            let feed = turn.feed(take: RunStateMachine.Event.worker, end: RunStateMachine.Event.disconnected)
            let talk = Conversation(feed: feed, send: turn.send, isReady: turn.begin())
            var report = await converse(talk, turn.process, machine, limit: limit, stop: stop, watch: watch)
            recorder?.faults?.note(worker: nil)
            let (log, ending) = await turn.end(isReusable: report.isWorkerIdle)
            report.take(log, ending)
            return report
        }
        let sandbox = ModelSandbox(model.path, library: library, installation)
        let rules = sandbox.arguments(
            for: machine.request,
            settings,
            answers: recorder?.answers.directory.answersPath
        )
        let process = WorkerProcess(
            program: installation.workerProgram,
            arguments: [library] + rules,
            environment: environment.merging(["TMPDIR": machine.request.scratchDirectory]) { $1 }
        )
        let outcome = try await process.run { socket, worker in
            note(worker: worker)
            // A send to a worker that has died fails; the next event says that it has died.
            try? socket.send(WorkerCommand.setup(settings))
            let feed = MessageFeed(
                reading: socket,
                as: WorkerEvent.self,
                take: RunStateMachine.Event.worker,
                end: RunStateMachine.Event.disconnected
            )
            let talk = Conversation(feed: feed, send: { try socket.send($0) }, isReady: false)
            let report = await converse(talk, worker, machine, limit: limit, stop: stop, watch: watch)
            recorder?.faults?.note(worker: nil)
            return report
        }
        var report = outcome.result ?? WorkerReport(end: .died(nil))
        report.take(outcome.logTail, outcome)
        return report
    }

    private func note(worker: Int32) {
        recorder?.faults?.note(worker: worker)
        recorder?.answers.note(worker: worker) { [turn] in turn == nil ? $0 : turn?.answer(in: $0) }
    }

    private func converse(
        _ talk: Conversation,
        _ worker: Int32,
        _ machine: RunStateMachine,
        limit: Duration,
        stop: StopSignal,
        watch: @Sendable (RunUpdate) -> Void
    ) async -> WorkerReport {
        let feed = talk.feed
        stop.listen { feed.add(.wish($0)) }
        let alarm = Task {
            try await Task.sleep(for: limit)
            feed.add(.overdue)
            try await Task.sleep(for: respite)
            feed.add(.overdue)
        }
        let files = RunFiles(
            of: machine.request,
            limits,
            worker,
            room: turn?.room,
            answers: turn?.answers ?? recorder?.answers.directory.answersPath
        )
        let watcher = Task {
            if let excess = await files.watch() { feed.add(.exceeded(excess)) }
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
            var hasWish = false
            var impatience: Task<Void, any Error>?
            defer { impatience?.cancel() }
            if talk.isReady { feed.add(.worker(.ready)) }
            for await var event in feed {
                if case .wish(let wish) = event {
                    hasWish = true
                    if wish == .cancel, impatience == nil {
                        impatience = Task { [patience, respite] in
                            try await Task.sleep(for: patience)
                            while true {
                                feed.add(.stubborn)
                                try await Task.sleep(for: respite)
                            }
                        }
                    }
                }
                if case .worker(let message) = event {
                    switch quota.take(message, at: ContinuousClock.now - start) {
                    case .pass: event = .worker(message.limited)
                    case .drop: continue
                    case .warn(let text): event = .worker(.warning(run: machine.request.run, text: text))
                    case .exceeded(let reason): event = .exceeded(reason)
                    }
                    // What a short run has written was never looked at.
                    if case .worker(.finished) = event, let excess = files.excess() { event = .exceeded(excess) }
                }
                var action = machine.receive(event)
                if case .record(let number, let record) = action {
                    let (recorded, limit) = await recorded(number, record)
                    (action, sendLimit) = (machine.receive(recorded), limit)
                }
                switch action {
                case .wait, .record: break
                case .send(let command): try? talk.send(command)
                case .tell(let update):
                    await recorder?.note(update)
                    watch(update)
                case .acknowledge(let number, let record):
                    watch(.step(record))
                    let file = recorder?.answers.file(for: record)
                    try? talk.send(.noted(number: number, paidAnswerFile: file, sendLimit: sendLimit))
                case .end(let end):
                    var report = report(end, machine)
                    report.isWorkerIdle = event.isLast && !hasWish && !machine.isOutcomeOpen
                    return report
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
