internal import InferenceKit
internal import WorkerProtocol

/// What a run knows of itself while its worker works: a value, so that every order of events can be tried in a test.
struct RunMonitor: Sendable {
    /// Something that happened.
    enum Event: Sendable, Hashable {
        /// The worker said something.
        case worker(WorkerEvent)
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
        /// Tell, and let the worker go on.
        case acknowledge(RunUpdate)
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
        case stopped(Moment)
    }

    /// When a run was stopped.
    enum Moment: Sendable, Hashable {
        /// While a submission was under way, so that its outcome is unknown.
        case submitting
        /// While the task was being cancelled at the service.
        case canceling
        /// At any other time.
        case other
    }

    /// The service's name for work that was started.
    private(set) var taskID: String?
    private let request: PredictionRequest
    private var paidStep: String?
    private var wantsToStop = false
    private var isCanceling = false
    private var isOverdue = false

    init(_ request: PredictionRequest) {
        self.request = request
    }

    mutating func receive(_ event: Event) -> Action {
        switch event {
        case .worker(let event): receive(event)
        case .disconnected(let reason): .end(.died(reason))
        case .overdue: overdue()
        case .wish(.cancel): cancel()
        case .wish(.stopNow): .end(.stopped(moment))
        case .wish(.stop): stop()
        }
    }

    private var moment: Moment {
        paidStep != nil ? .submitting : isCanceling && taskID != nil ? .canceling : .other
    }

    /// A submission under way is waited for: its answer names what was paid for.
    private mutating func stop() -> Action {
        guard paidStep != nil else { return .end(.stopped(.other)) }
        wantsToStop = true
        return .tell(
            .warning("waiting for the answer to the submission before stopping; press Ctrl-C again to stop now")
        )
    }

    private mutating func cancel() -> Action {
        isCanceling = true
        return .send(.cancel(run: request.run))
    }

    /// A submission that was begun in time may end in its own time, which is a minute.
    private mutating func overdue() -> Action {
        guard paidStep != nil, !isOverdue else { return .end(.hung) }
        isOverdue = true
        return .wait
    }

    private mutating func receive(_ event: WorkerEvent) -> Action {
        switch event {
        case .ready: return .send(.predict(request))
        case .unusable(let error): return .end(.failed(error))
        case .progress(_, let text): return .tell(.progress(text))
        case .warning(_, let text): return .tell(.warning(text))
        case .log(_, let text): return .tell(.log(text))
        case .request(let request): return .tell(.request(request))
        case .finished(_, let output): return .end(.finished(output))
        case .failed(_, let error): return .end(.failed(error))
        case .task(_, let id):
            taskID = id
            return wantsToStop ? .end(.stopped(.other)) : .tell(.task(id))
        case .step(_, let record):
            if record.paid { paidStep = record.phase == .began ? record.name : nil }
            // A submission that was refused must not be followed by another. One that succeeded is followed by the
            // task's id, one whose outcome is unknown by the error that says so.
            if wantsToStop, record.paid, record.phase == .failed { return .end(.stopped(.other)) }
            return .acknowledge(.step(record))
        }
    }
}
