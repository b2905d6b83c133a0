internal import ErrorReporting
internal import InferenceKit
internal import RunStore

/// How a run that was driven without a result is recorded.
enum RunFate: Sendable, Hashable {
    /// It can go on where it is.
    case interrupted
    /// There is nothing left to fetch.
    case failed
    /// The user ended it.
    case canceled
    /// A paid step was begun, and nobody knows what came of it.
    case unknown

    /// What decides.
    struct Facts: Sendable, Hashable {
        /// The stable name of the error.
        var code: String
        /// Whether the model says that nothing is left to fetch.
        var isFinal = false
        /// How far the run has come with what costs money.
        var moment: RunMonitor.Moment = .unpaid
        /// Whether the record holds a paid step that was begun, without what came of it.
        var isOutcomeOpen = false
    }

    /// Decides.
    ///
    /// What was paid for is never given up for a failure of ours: only the service's own last word ends such a run.
    init(_ facts: Facts) {
        let isCanceled = facts.code == PredictionError.Code.canceled.rawValue
        if facts.isOutcomeOpen || facts.code == PredictionError.Code.outcomeUnknown.rawValue {
            self = .unknown
        } else if isCanceled {
            self = .canceled
        } else if interruptions.contains(facts.code) {
            self = .interrupted
        } else {
            self = facts.moment == .unpaid || facts.isFinal ? .failed : .interrupted
        }
    }
}

/// Nobody's fault, and no end, whether something was paid or not.
private let interruptions: Set<String> = [
    RunnerError.Code.interrupted.name, RunnerError.Code.workerKilled.name,
    PredictionError.Code.deadlineExceeded.rawValue,
    RunnerError.Code.modelChanged.name, RunStoreError.Code.unusable.rawValue,
    RunStoreError.Code.leaseLost.rawValue,
]
