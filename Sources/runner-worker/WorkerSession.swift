internal import Glibc
internal import InferenceKit
internal import WorkerProtocol

/// One conversation with the runner: sets up the model, then makes the requested predictions concurrently.
final class WorkerSession: Sendable {
    private let library: String
    private let socket: MessageSocket
    private let runs = RunTable()

    /// - Parameters:
    ///   - library: The compiled model.
    ///   - socket: The conversation.
    init(library: String, socket: MessageSocket) {
        self.library = library
        self.socket = socket
    }

    /// Works until the runner closes the conversation.
    func run() async {
        let runs = runs
        let commands = MessageFeed<WorkerCommand>(reading: socket, as: WorkerCommand.self) { command in
            // Acknowledgements and cancellations take effect at once, on the thread that reads.
            switch command {
            case .noted(let number, let file, let limit):
                runs.noted(number, paidAnswerFile: file, sendLimit: limit)
            case .cancel(let run): runs.cancel(run)
            case .setup, .describe, .check, .find, .predict: return command
            }
            return nil
        } end: { _ in
            // The runner is gone. Paid work continues at the service, so nothing is canceled there; the answer of a
            // paid step under way is waited for, since it names what was paid for.
            runs.paid.waitForAll()
            // Without a flush, which waits for a model that holds the lock of its standard output.
            _exit(0)
        }
        await serve(commands)
    }

    private func serve(_ commands: MessageFeed<WorkerCommand>) async {
        var iterator = commands.makeAsyncIterator()
        let first = await iterator.next()
        if case .describe(let settings, let samples) = first { return await describe(settings, samples) }
        if case .check(let settings) = first { return await check(settings) }
        if case .find(let step, let settings) = first { return await find(step, settings) }
        guard case .setup(let settings) = first else { return }
        let world = WorkerWorld(settings, socket: socket)
        let model: LoadedModel
        do {
            model = try await ModelLibrary.load(library).load(world.setup)
        } catch {
            try? socket.send(WorkerEvent.unusable(world.secrets.filtered(PredictionError(ofModel: error))))
            return
        }
        try? socket.send(WorkerEvent.ready)
        await withDiscardingTaskGroup { group in
            while case .predict(let request) = await iterator.next() {
                group.addTask { await self.predict(request, with: model, in: world) }
            }
        }
    }

    private func describe(_ settings: WorkerSettings, _ samples: [String: [JSONValue]]) async {
        let world = WorkerWorld(settings, socket: socket)
        let event: WorkerEvent
        do {
            event = .described(try await ModelLibrary.load(library).shape(world.setup, samples: samples))
        } catch {
            event = .unusable(PredictionError(ofModel: error))
        }
        try? socket.send(event)
    }

    private func check(_ settings: WorkerSettings) async {
        let world = WorkerWorld(settings, socket: socket)
        let event: WorkerEvent
        do {
            let findings = try await ModelLibrary.load(library).checkService(world.setup)
            event = .checked(findings?.map(world.secrets.filtered))
        } catch {
            event = .unusable(world.secrets.filtered(PredictionError(error)))
        }
        try? socket.send(event)
    }

    private func find(_ step: LostStep, _ settings: WorkerSettings) async {
        let world = WorkerWorld(settings, socket: socket)
        let event: WorkerEvent
        do {
            let finding = try await ModelLibrary.load(library).findLostStep(step, world.setup)
            event = .found(finding, linkedHosts: world.hosts.linkedHosts(in: finding?.result))
        } catch {
            event = .unusable(world.secrets.filtered(PredictionError(error)))
        }
        try? socket.send(event)
    }

    private func predict(_ request: WorkerRequest, with model: LoadedModel, in world: WorkerWorld) async {
        world.hosts.begin(request)
        world.files.begin(inputs: request.input, outputs: request.outputPaths.values, scratch: request.scratchDirectory)
        let staging = world.staging()
        let deadline = world.time.uptime + .seconds(request.timeoutSeconds)
        let task = Task {
            let context = PredictionContext(
                scratchDirectory: request.scratchDirectory,
                deadline: deadline,
                outputPaths: request.outputPaths,
                setup: world.setup,
                staging: staging,
                channel: SessionChannel(
                    run: request.run,
                    socket: socket,
                    runs: runs,
                    secrets: world.secrets,
                    hosts: world.hosts,
                    time: world.time
                ),
                recordedSteps: request.recordedSteps,
                partialDownloads: request.partialDownloads,
                runKey: request.key
            )
            if let input = request.subjectsOf { return try await model.masks(of: input, request.input, context) }
            return try await model.predict(request.input, context)
        }
        runs.add(request.run, task)
        let event: WorkerEvent
        do {
            event = .finished(run: request.run, output: try await task.value)
        } catch {
            event = .failed(run: request.run, error: world.secrets.filtered(PredictionError(ofModel: error)))
        }
        runs.remove(request.run)
        for warning in WorkerSandbox.takeWarnings() {
            try? socket.send(WorkerEvent.warning(run: request.run, text: warning))
        }
        if event.isLast {
            for warning in await cleanUp(staging, world.time, deadline: deadline) {
                try? socket.send(WorkerEvent.warning(run: request.run, text: warning))
            }
        }
        if let turn = request.turn { end(turn, request.run) }
        try? socket.send(event)
    }

    /// Ends a run of several: what is printed from now on belongs to the next.
    private func end(_ turn: WorkerRequest.Turn, _ run: String) {
        runs.paid.forget(run)
        fflush(nil)
        // A line feed first, since the model may have left a line unfinished.
        Array("\n\(turn.mark)\n".utf8).withUnsafeBytes { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    /// Removes the staged files in a bounded time: a bucket that hangs must not cost the run its result.
    ///
    /// The runner stops a model some seconds after its deadline, so little time is left then.
    private func cleanUp(_ staging: any Staging, _ time: SystemTime, deadline: Duration) async -> [String] {
        let limit = max(.seconds(1), min(.seconds(15), deadline - time.uptime))
        let cleaning = Task { await staging.cleanUp() }
        let alarm = Task {
            try await time.sleep(for: limit)
            cleaning.cancel()
        }
        defer { alarm.cancel() }
        return await cleaning.value
    }
}

extension LostStep.Finding {
    /// The result of the step, if it was found.
    fileprivate var result: JSONValue? {
        if case .found(let result, _) = self { result } else { nil }
    }
}

extension WorkerEvent {
    /// Whether the run's staged files are no longer needed: neither by a task that continues at the service nor by a
    /// resumed run.
    fileprivate var isLast: Bool {
        switch self {
        case .finished: true
        case .failed(_, let error):
            [
                .invalidInput, .contentRefused, .missingSecret, .accessDenied, .configuration, .taskFailed, .canceled,
            ].contains(error.code)
                && (error.taskID == nil || [.taskFailed, .canceled, .contentRefused].contains(error.code))
        default: false
        }
    }
}
