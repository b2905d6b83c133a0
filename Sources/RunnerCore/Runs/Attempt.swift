internal import InferenceKit

/// One process's share in a run: its outcome, and what is known about the run then.
struct Attempt: Sendable {
    /// The outcome.
    enum Outcome: Sendable {
        /// The output files have their names.
        case finished(RunResult)
        /// The task is submitted and not waited for.
        case submitted
        /// Nothing was sent, as asked for.
        case dryRun
        /// An error.
        case failed(any Error)
    }

    /// The outcome.
    var outcome: Outcome = .dryRun
    /// How far the run has come with what costs money.
    var payment: PaymentState
    /// Whether the record holds a paid step that began and has no outcome, or one that only the user knows.
    var isOutcomeOpen = false
    /// Whether the model says that nothing is left to fetch.
    var isFinal = false
    /// Whether the model has returned its outputs.
    var isComplete = false
    /// The service's name for the work.
    var taskID: String?
    /// The last lines that the model printed.
    var log: [String] = []

    mutating func take(_ report: WorkerReport) {
        payment = report.payment
        isOutcomeOpen = report.isOutcomeOpen
        taskID = report.taskID
        log = report.logTail
        switch report.end {
        case .failed(let error): isFinal = error.isFinal
        case .finished: isComplete = true
        default: break
        }
    }
}
