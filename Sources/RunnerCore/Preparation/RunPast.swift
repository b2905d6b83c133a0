internal import InferenceKit
internal import RunStore

/// What an earlier part of a run has recorded.
struct RunPast: Sendable, Hashable {
    /// Whether the run was driven before.
    var hasBegun = false
    /// Whether a paid step has succeeded or may have, including one that the user has given up since.
    var mayBePaid = false
    /// The last report on each step.
    var steps: [RecordedStep] = []
    /// Output files of which a part has arrived.
    var partialDownloads: [PartialDownload] = []
    /// The service's name for the work.
    var taskID: String?
    /// The outputs, if they were complete and their files were about to get their final names.
    var output: [String: JSONValue]?
    /// The output files of that moment.
    var files: [RunFile] = []

    /// Whether a paid step has succeeded.
    var isPaid: Bool { steps.contains { $0.record.isPaidFor } }

    /// Whether a paid step began and has no outcome.
    var isOutcomeOpen: Bool { steps.contains { $0.record.isUndecided } }

    /// Nothing: a new run.
    init() {}

    /// Takes what matters from a record.
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
