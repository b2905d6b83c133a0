internal import InferenceKit
internal import ModelWorkers
internal import RunStore
internal import WorkerProtocol

/// What is known about a run while its worker is running; a value, so that tests can try every order of events.
struct RunStateMachine: Sendable {
    /// Something that happened.
    enum Event: Sendable, Hashable {
        /// The worker sent a message.
        case worker(WorkerEvent)
        /// The worker's report on a step is on disk.
        case recorded(Int, StepRecord)
        /// The worker's report on a step cannot be recorded; the outcome of a paid one may be kept in its file.
        case unrecorded(RunStoreError, StepRecord, isKept: Bool)
        /// The worker has died, or does not keep to the protocol.
        case disconnected(String?)
        /// The model has used more than a run may; the reason is a sentence without an end.
        case exceeded(String)
        /// The user has a request.
        case wish(StopSignal.Wish)
        /// The deadline and the grace period after it have passed; comes again a minute later.
        case overdue
        /// Some time has passed since the user has canceled the run; comes again each minute.
        case stubborn

        /// Whether the model has returned or thrown.
        var isLast: Bool {
            switch self {
            case .worker(.finished), .worker(.failed): true
            default: false
            }
        }
    }

    /// What to do about it.
    enum Action: Sendable, Hashable {
        /// Nothing.
        case wait
        /// Send a command to the worker.
        case send(WorkerCommand)
        /// Notify the observers of the run.
        case tell(RunUpdate)
        /// Record a report on a step, and return whether that worked.
        case record(Int, StepRecord)
        /// Report a step to whoever watches, and let the worker continue.
        case acknowledge(Int, StepRecord)
        /// End the conversation.
        case end(WorkerEnd)
    }

    /// The service's name for work that was started.
    private(set) var taskID: String?
    /// What the service charges for, as far as the model has reported it.
    private(set) var usage: ServiceUsage?
    /// What the worker is asked for.
    let request: WorkerRequest
    /// The numbers of steps of one name; a store keeps no others.
    private static let ordinals = 0...Int(Int32.max)
    /// Whether the worker has been asked for the prediction.
    private var isAsked = false
    private let waits: Bool
    private let mayPay: Bool
    /// The command that continues the run after this process; `nil` for a run that nothing is left of then.
    private let resumeCommand: String?
    /// The paid steps that have begun and whose outcome is not known yet.
    private var undecidedSteps: Set<String> = []
    /// Those of them that are under way.
    private var openSubmissions: Set<String> = []
    /// Whether a paid step has succeeded.
    private var isPaid: Bool
    /// Whether the record lacks the outcome of a paid step, of an earlier process or because it could not be recorded.
    private var hasOpenOutcome: Bool
    /// Whether the user knows the outcome of the paid step of unknown outcome; that counts once a later step has succeeded with it.
    private let isTaskKnown: Bool
    /// Whether the model has taken up that task.
    private var isTaskTaken = false
    private var wantsToStop = false
    /// Why the run stops as soon as the outcome of the submission under way is known.
    private var leaving: RunStoreError?
    /// Whether the task of the latest submission is known.
    private var isTaskNamed = false
    private var isCanceling = false
    private var isOverdue = false
    /// Whether a model that may have started something at a service has been waited for since its run was canceled.
    private var isStubborn = false

    /// Starts with a new run, or where an earlier process stopped.
    ///
    /// - Parameters:
    ///   - request: What to ask the worker for.
    ///   - taskID: The task of an earlier part of the run.
    ///   - waits: Whether the result is waited for; otherwise the run ends here once a paid step has succeeded.
    ///   - mayPay: Whether a paid step may begin.
    ///   - resumeCommand: The command that continues the run after this process; `nil` when nothing is left of it then.
    init(
        _ request: WorkerRequest,
        taskID: String? = nil,
        waits: Bool = true,
        mayPay: Bool = true,
        resumeCommand: String? = nil
    ) {
        self.request = request
        self.taskID = taskID
        self.waits = waits
        self.mayPay = mayPay
        self.resumeCommand = resumeCommand
        hasOpenOutcome = request.recordedSteps.contains { $0.record.isUndecided }
        isTaskKnown = request.recordedSteps.contains { $0.knownTask != nil }
        isPaid = request.recordedSteps.contains { $0.record.isPaidFor || $0.knownTask != nil }
    }

    mutating func receive(_ event: Event) -> Action {
        switch event {
        case .worker(let event): receive(event)
        case .recorded(let number, let record): recorded(number, record)
        case .unrecorded(let error, let record, let isKept): unrecorded(error, record, isKept: isKept)
        case .disconnected(let reason): .end(.died(reason))
        case .exceeded(let reason): .end(.failed(.quota(reason)))
        case .overdue: overdue()
        case .stubborn: stubborn()
        case .wish(.cancel): cancel()
        case .wish(.stopNow): stopNow()
        case .wish(.stop): stop()
        case .wish(.leave(let error)): leave(error)
        }
    }

    /// How far the run has come.
    var payment: PaymentState {
        if !undecidedSteps.isEmpty, !isTaskNamed { return .submitting }
        guard taskID != nil || isPaid else { return .unpaid }
        return isCanceling ? .canceling : .paid
    }

    /// Whether the record holds a paid step that began and has no outcome.
    var isOutcomeOpen: Bool { !undecidedSteps.isEmpty || hasOpenOutcome }

    /// A submission under way is waited for, since its answer names the task that was paid for.
    private mutating func stop() -> Action {
        guard !undecidedSteps.isEmpty else { return .end(.stopped) }
        wantsToStop = true
        return .tell(
            .warning("waiting for the response to the submission before stopping; press Ctrl-C again to stop sooner")
        )
    }

    /// A submission under way cannot be taken back, and its answer names what was paid for: its worker is never stopped.
    ///
    /// When this process ends, the worker keeps the answer, and whoever continues the run takes it up.
    private mutating func stopNow() -> Action {
        guard !undecidedSteps.isEmpty, let resumeCommand else { return .end(.stopped) }
        wantsToStop = true
        return .tell(
            .warning(
                "the submission cannot be undone; if the response does not arrive before this process ends, it is kept, "
                    + "and this continues the run: \(resumeCommand)"
            )
        )
    }

    /// The answer to a submission under way is recorded even if another process has the run by now, which does not know it.
    private mutating func leave(_ error: RunStoreError) -> Action {
        guard !undecidedSteps.isEmpty else { return .end(.unrecorded(error)) }
        leaving = error
        return .wait
    }

    private mutating func cancel() -> Action {
        isCanceling = true
        return .send(.cancel(run: request.run))
    }

    /// A submission that began before the deadline has another minute to end.
    private mutating func overdue() -> Action {
        guard !undecidedSteps.isEmpty, !isOverdue else { return .end(.hung) }
        isOverdue = true
        return .wait
    }

    /// A model that has started nothing at a service has nothing to cancel there, and is not waited for; others have another minute for it.
    ///
    /// That minute begins once no submission is under way, since only its answer names what is to be canceled.
    private mutating func stubborn() -> Action {
        guard payment != .unpaid || isOutcomeOpen else {
            return .end(.failed(PredictionError(.canceled, "canceled")))
        }
        guard openSubmissions.isEmpty, isStubborn else {
            isStubborn = openSubmissions.isEmpty
            return .wait
        }
        return .end(.failed(.stubborn))
    }

    private mutating func receive(_ event: WorkerEvent) -> Action {
        switch event {
        case .ready where isAsked: return .end(.died("'ready' came twice"))
        case .ready:
            isAsked = true
            return .send(.predict(request))
        case .described, .checked, .found: return .end(.died("it answered a question that was not asked"))
        case .unusable(let error): return .end(.failed(error))
        case .progress(_, let update): return .tell(.progress(update))
        case .warning(_, let text): return .tell(.warning(text))
        case .log(_, let text): return .tell(.log(text))
        case .request(let request): return .tell(.request(request))
        case .usage(_, let piece):
            usage = (usage ?? ServiceUsage()) + piece
            return .wait
        case .downloading(_, let part): return .tell(.downloading(part))
        case .finished(_, let output): return .end(.finished(output))
        case .failed(_, let error): return .end(.failed(error))
        case .task(_, let id):
            taskID = id
            isTaskNamed = true
            return .tell(.task(id))
        case .step(_, _, let record) where !Self.ordinals.contains(record.ordinal):
            return .end(.died("it counted a step as number \(record.ordinal)"))
        case .step(_, _, let record) where record.paid && record.phase == .began && !mayPay: return .end(.unpayable)
        case .step(let number, _, let record): return .record(number, record)
        }
    }
}

// MARK: - Steps

extension RunStateMachine {
    private mutating func recorded(_ number: Int, _ record: StepRecord) -> Action {
        note(record)
        if isTaskKnown, record.phase == .succeeded {
            if isTaskTaken { hasOpenOutcome = false }
            isTaskTaken = isTaskTaken || record.paid
        }
        guard record.paid else { return .acknowledge(number, record) }
        // A submission that was refused must not be followed by another. After an unknown outcome comes the error that
        // says so.
        if let leaving, record.phase != .began { return .end(.unrecorded(leaving)) }
        if wantsToStop, [.failed, .succeeded].contains(record.phase) { return .end(.stopped) }
        if !waits, record.phase == .succeeded { return .end(.submitted) }
        return .acknowledge(number, record)
    }

    /// A step that could not be recorded is not acknowledged: it has not begun, or its outcome is not on record.
    private mutating func unrecorded(_ error: RunStoreError, _ record: StepRecord, isKept: Bool) -> Action {
        if record.phase != .began {
            note(record)
            hasOpenOutcome = hasOpenOutcome || (record.paid && !isKept)
        }
        return .end(.unrecorded(error))
    }

    private mutating func note(_ record: StepRecord) {
        guard record.paid else { return }
        switch record.phase {
        // An unknown outcome stays unknown until the run ends.
        case .began:
            undecidedSteps.insert(record.name)
            openSubmissions.insert(record.name)
            isTaskNamed = false
        case .unknown: undecidedSteps.insert(record.name)
        case .failed: undecidedSteps.remove(record.name)
        case .succeeded:
            undecidedSteps.remove(record.name)
            isPaid = true
        }
        if record.phase != .began { openSubmissions.remove(record.name) }
    }
}

extension PredictionError {
    /// A model did not end after its run was canceled, and may have left work at a service.
    static let stubborn = PredictionError(
        .notCanceled,
        "the model did not end after its run was canceled, and was stopped",
        help: "its task may continue and be charged; continue the run to fetch the result, or cancel it again"
    )
}
