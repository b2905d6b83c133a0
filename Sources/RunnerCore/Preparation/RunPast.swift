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

    /// Whether a paid step has succeeded, also as far as the user knows.
    var isPaid: Bool { steps.contains { $0.record.isPaidFor || $0.knownTask != nil } }

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
    ///   - knownTask: The service's name for the work of the paid step of unknown outcome, if the user knows it.
    init(_ run: Run, _ steps: [RunStep], submitsAgain: Bool = false, knownTask: String? = nil) {
        hasBegun = run.status != .queued
        mayBePaid = steps.contains { $0.record.paid && $0.record.phase != .failed }
        self.steps = steps.recordedSteps.filter { !submitsAgain || $0.record.phase == .succeeded }
        if let knownTask {
            for index in self.steps.indices where self.steps[index].record.isUndecided {
                self.steps[index].knownTask = knownTask
            }
        }
        partialDownloads = run.partialDownloads
        taskID = knownTask ?? run.taskID
        output = run.output
        files = run.files
    }
}
