internal import InferenceKit
internal import RunStore
internal import WorkerProtocol

/// What a run knows of itself while its worker works: a value, so that every order of events can be tried in a test.
struct RunMonitor: Sendable {
    /// Something that happened.
    enum Event: Sendable, Hashable {
        /// The worker said something.
        case worker(WorkerEvent)
        /// What the worker said about a step is on disk.
        case recorded(Int, StepRecord)
        /// What the worker said about a step cannot be recorded.
        case unrecorded(RunStoreError, StepRecord)
        /// The worker is gone, or does not keep to the protocol.
        case disconnected(String?)
        /// The user wants something.
        case wish(RunControl.Wish)
        /// The time of the run, and some more to come to an end by itself, is over; comes again a minute later.
        case overdue
    }

    /// What to do about it.
    enum Action: Sendable, Hashable {
        /// Nothing.
        case wait
        /// Send something to the worker.
        case send(WorkerCommand)
        /// Tell whoever watches.
        case tell(RunUpdate)
        /// Record where a step stands, and report whether that was done.
        case record(Int, StepRecord)
        /// Tell, and let the worker go on.
        case acknowledge(Int, RunUpdate)
        /// The run is over.
        case end(Ending)
    }

    /// How a run ends.
    enum Ending: Sendable, Hashable {
        /// With outputs.
        case finished([String: JSONValue])
        /// With an error of the model.
        case failed(PredictionError)
        /// Without a word: the worker died.
        case died(String?)
        /// Because it did not come to an end.
        case hung
        /// Because the user does not want to wait.
        case stopped
        /// As asked for: the task is submitted, and nobody waits for it.
        case submitted
        /// Because what happens cannot be recorded any more, or by another process only.
        case unrecorded(RunStoreError)
    }

    /// How far a run has come with what costs money.
    enum Moment: Sendable, Hashable {
        /// Nothing was accepted by a service.
        case unpaid
        /// A submission is under way, or its outcome is unknown.
        case submitting
        /// A service works on a task.
        case paid
        /// The task is being cancelled at the service.
        case canceling
    }

    /// The service's name for work that was started.
    private(set) var taskID: String?
    private let request: PredictionRequest
    private let waits: Bool
    private var paidSteps: Set<String> = []
    private var hasPaidSteps: Bool
    /// Whether a paid step of an earlier process, or one whose end could not be recorded, has no end in the record.
    private var hasOpenOutcome: Bool
    private var wantsToStop = false
    /// Why the run cannot go on once what came of a submission is known.
    private var leaving: RunStoreError?
    /// Whether the task of the submission that began last is known.
    private var isTaskNamed = false
    private var isCanceling = false
    private var isOverdue = false

    /// Watches a run from its beginning, or from where an earlier process left it.
    ///
    /// - Parameters:
    ///   - request: What the worker is asked for.
    ///   - taskID: The task of an earlier part of the run.
    ///   - waits: Whether the result is waited for; otherwise the run ends here once a paid step has succeeded.
    init(_ request: PredictionRequest, taskID: String? = nil, waits: Bool = true) {
        self.request = request
        self.taskID = taskID
        self.waits = waits
        hasOpenOutcome = request.recordedSteps.contains { $0.record.isUndecided }
        hasPaidSteps = request.recordedSteps.contains { $0.record.isPaidFor }
    }

    mutating func receive(_ event: Event) -> Action {
        switch event {
        case .worker(let event): receive(event)
        case .recorded(let number, let record): recorded(number, record)
        case .unrecorded(let error, let record): unrecorded(error, record)
        case .disconnected(let reason): .end(.died(reason))
        case .overdue: overdue()
        case .wish(.cancel): cancel()
        case .wish(.stopNow): .end(.stopped)
        case .wish(.stop): stop()
        case .wish(.leave(let error)): leave(error)
        }
    }

    /// How far the run has come.
    var moment: Moment {
        if !paidSteps.isEmpty, !isTaskNamed { return .submitting }
        guard taskID != nil || hasPaidSteps else { return .unpaid }
        return isCanceling ? .canceling : .paid
    }

    /// Whether the record holds a paid step that was begun, without what came of it.
    var isOutcomeOpen: Bool { !paidSteps.isEmpty || hasOpenOutcome }

    /// A submission under way is waited for: its answer names what was paid for.
    private mutating func stop() -> Action {
        guard !paidSteps.isEmpty else { return .end(.stopped) }
        wantsToStop = true
        return .tell(
            .warning("waiting for the answer to the submission before stopping; press Ctrl-C again to stop now")
        )
    }

    /// Whoever has the run now does not know the answer to a submission under way, and it is recorded all the same.
    private mutating func leave(_ error: RunStoreError) -> Action {
        guard !paidSteps.isEmpty else { return .end(.unrecorded(error)) }
        leaving = error
        return .wait
    }

    private mutating func cancel() -> Action {
        isCanceling = true
        return .send(.cancel(run: request.run))
    }

    /// A submission that was begun in time may end in its own time, which is a minute.
    private mutating func overdue() -> Action {
        guard !paidSteps.isEmpty, !isOverdue else { return .end(.hung) }
        isOverdue = true
        return .wait
    }

    private mutating func receive(_ event: WorkerEvent) -> Action {
        switch event {
        case .ready: return .send(.predict(request))
        case .described: return .wait
        case .unusable(let error): return .end(.failed(error))
        case .progress(_, let update): return .tell(.progress(update))
        case .warning(_, let text): return .tell(.warning(text))
        case .log(_, let text): return .tell(.log(text))
        case .request(let request): return .tell(.request(request))
        case .downloading(_, let part): return .tell(.downloading(part))
        case .finished(_, let output): return .end(.finished(output))
        case .failed(_, let error): return .end(.failed(error))
        case .task(_, let id):
            taskID = id
            isTaskNamed = true
            return .tell(.task(id))
        case .step(let number, _, let record): return .record(number, record)
        }
    }
}

// MARK: - Steps

extension RunMonitor {
    private mutating func recorded(_ number: Int, _ record: StepRecord) -> Action {
        note(record)
        guard record.paid else { return .acknowledge(number, .step(record)) }
        // A submission that was refused must not be followed by another; one whose outcome is unknown is followed
        // by the error that says so.
        if let leaving, record.phase != .began { return .end(.unrecorded(leaving)) }
        if wantsToStop, [.failed, .succeeded].contains(record.phase) { return .end(.stopped) }
        if !waits, record.phase == .succeeded { return .end(.submitted) }
        return .acknowledge(number, .step(record))
    }

    /// A step that could not be recorded is not acknowledged: it was not begun, or what came of it is in memory only.
    private mutating func unrecorded(_ error: RunStoreError, _ record: StepRecord) -> Action {
        if record.phase != .began {
            note(record)
            hasOpenOutcome = hasOpenOutcome || record.paid
        }
        return .end(.unrecorded(error))
    }

    private mutating func note(_ record: StepRecord) {
        guard record.paid else { return }
        switch record.phase {
        // What is unknown stays so until the run ends.
        case .began:
            paidSteps.insert(record.name)
            isTaskNamed = false
        case .unknown: paidSteps.insert(record.name)
        case .failed: paidSteps.remove(record.name)
        case .succeeded:
            paidSteps.remove(record.name)
            hasPaidSteps = true
        }
    }
}
