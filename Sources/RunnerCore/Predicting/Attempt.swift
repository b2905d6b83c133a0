internal import InferenceKit
internal import RunStore

/// One process's share in a run: how it ended, and what is known of it then.
struct Attempt: Sendable {
    /// The ways to end.
    enum End: Sendable {
        /// The output files have their names.
        case finished(Prediction.Result)
        /// The task is submitted, and nobody waits for it.
        case submitted
        /// Nothing was sent, as asked for.
        case dryRun
        /// With an error.
        case failed(any Error)
    }

    /// How it ended.
    var end: End = .dryRun
    /// How far the run has come with what costs money.
    var moment: RunMonitor.Moment
    /// Whether the record holds a paid step that was begun, without what came of it.
    var isOutcomeOpen = false
    /// Whether the model says that nothing is left to fetch.
    var isFinal = false
    /// The service's name for the work.
    var taskID: String?
    /// The last lines that the model printed.
    var log: [String] = []

    mutating func take(_ report: WorkerHost.Report) {
        moment = report.moment
        isOutcomeOpen = report.isOutcomeOpen
        taskID = report.taskID
        log = report.logTail
        if case .failed(let error) = report.ending { isFinal = error.isFinal }
    }
}

/// What an earlier part of a run has recorded.
struct RunPast: Sendable, Hashable {
    /// Whether the model has worked already.
    var hasBegun = false
    /// Whether a paid step has succeeded or may have, also one that the user has given up since.
    var mayBePaid = false
    /// The last word about each step.
    var steps: [RecordedStep] = []
    /// Output files of which a part has arrived.
    var partialDownloads: [PartialDownload] = []
    /// The service's name for the work.
    var taskID: String?
    /// The outputs, when they were whole and their files about to get their names.
    var output: [String: JSONValue]?
    /// The output files then.
    var files: [RunFile] = []

    /// Whether a paid step has succeeded.
    var isPaid: Bool { steps.contains { $0.record.isPaidFor } }

    /// Whether a paid step was begun, without what came of it.
    var isOutcomeOpen: Bool { steps.contains { $0.record.isUndecided } }

    /// Nothing: a new run.
    init() {}

    /// Takes what matters of a record.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - steps: All attempts at its steps, in the order of beginning.
    ///   - submitsAgain: Whether the user has given up the paid steps of unknown outcome.
    init(_ run: Run, _ steps: [RunStep], submitsAgain: Bool = false) {
        hasBegun = run.status != .queued
        mayBePaid = steps.contains { $0.record.paid && $0.record.phase != .failed }
        self.steps = steps.recordedSteps.filter { !submitsAgain || $0.record.phase == .succeeded }
        partialDownloads = run.partialDownloads
        taskID = run.taskID
        output = run.output
        files = run.files
    }
}
