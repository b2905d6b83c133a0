internal import ErrorReporting
internal import FileStores
internal import InferenceKit
internal import ModelOutputs
package import RunStore

/// How a run ended or stopped, decided in this one place: what is recorded, which files are kept and how a user can
/// continue all follow from it.
package enum RunFate: Sendable, Hashable, CaseIterable {
    /// The outputs are there.
    case succeeded
    /// It stopped and can be resumed.
    case interrupted
    /// There is nothing left to fetch.
    case failed
    /// The user ended it.
    case canceled
    /// A paid step began and its outcome is unknown.
    case unknown
    /// It cannot be resumed, since its emulator ended with this process.
    case lost
    /// Another process drives it now, and records what becomes of it.
    case takenOver
}

// MARK: - Deciding

extension RunFate {
    /// What decides how a run without a result ended.
    struct Facts: Sendable {
        /// The stable name of the error.
        var code: String
        /// Whether the model says that nothing is left to fetch.
        var isFinal = false
        /// How far the run has come with what costs money.
        var payment: PaymentState = .unpaid
        /// Whether the record holds a paid step that began and has no outcome.
        var isOutcomeOpen = false
        /// Whether the run used an emulator that ends with this process.
        var usesOwnEmulator = false
        /// What the queue says that drives the run; `nil` for a run that its user drives.
        var queue: QueueTerms?
        /// Whether the run was not driven at all, since something that it needs is missing.
        var isUntouched = false
    }

    /// Decides how a run without a result ended.
    ///
    /// What was paid for is never given up for a failure of ours: only the service's own last word ends such a run.
    init(_ facts: Facts) {
        let fate: RunFate
        if facts.code == RunStoreError.Code.leaseLost.rawValue {
            fate = .takenOver
        } else if facts.isOutcomeOpen || facts.code == PredictionError.Code.outcomeUnknown.rawValue {
            fate = .unknown
        } else if facts.code == PredictionError.Code.canceled.rawValue {
            fate = .canceled
        } else if facts.goesOn {
            fate = facts.isGivenUp ? .failed : .interrupted
        } else {
            fate = facts.payment == .unpaid || facts.isFinal ? .failed : .interrupted
        }
        let needsEmulator = fate == .interrupted || fate == .unknown
        self = facts.usesOwnEmulator && needsEmulator ? .lost : fate
    }

    /// Reads from a record how a run that no process drives ended or stopped.
    ///
    /// - Parameter run: The run.
    package init(recorded run: Run) {
        switch run.status {
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .canceled: self = .canceled
        case .unknown: self = .unknown
        // The emulator of a command ended with it.
        case .queued, .starting, .processing: self = run.service.usesOwnEmulator ? .lost : .interrupted
        }
    }
}

extension RunFate.Facts {
    /// Whether the run can go on, whether something was paid or not.
    fileprivate var goesOn: Bool {
        isUntouched || interruptions.contains(code) || queue?.waits(after: code) == true
    }

    /// Whether a queue does not try again what has paid for nothing.
    fileprivate var isGivenUp: Bool {
        let isOverdue = code == PredictionError.Code.deadlineExceeded.rawValue
        return payment == .unpaid && queue?.givesUp(after: code, isOverdue: isOverdue) == true
    }
}

/// What stops a run without ending it, whether something was paid or not.
private let interruptions: Set<String> = [
    RunnerError.Code.interrupted.name, RunnerError.Code.workerKilled.name,
    PredictionError.Code.deadlineExceeded.rawValue,
    RunnerError.Code.modelChanged.name, RunStoreError.Code.unusable.rawValue, RunStoreError.Code.noSlot.rawValue,
    RunnerError.Code.filesUnreachable.name, RunnerError.Code.outOfFiles.name,
]

// MARK: - What follows

extension RunFate {
    /// What is recorded about a run without a result; `nil` when nothing is to be recorded.
    ///
    /// - Parameters:
    ///   - failure: Why there is no result.
    ///   - log: The last lines that the model printed.
    /// - Returns: What to record.
    func ending(_ failure: RunFailure, log: [String]) -> RunEnding? {
        switch self {
        case .succeeded, .takenOver: nil
        case .interrupted: .interrupted(failure, log: log)
        case .failed, .lost: .failed(failure, log: log)
        case .canceled: .canceled(failure, log: log)
        case .unknown: .unknown(failure, log: log)
        }
    }

    /// Decides what happens to output files that do not have their names yet; the same for every type of output.
    ///
    /// - Parameters:
    ///   - payment: How far the run has come with what costs money.
    ///   - isComplete: Whether the model has returned its outputs, which then could not be used or named.
    /// - Returns: What happens to the files.
    func leftovers(_ payment: PaymentState, isComplete: Bool) -> OutputPlan.Leftovers {
        switch self {
        case .succeeded, .takenOver: .untouched
        case .interrupted, .unknown: isComplete ? .keptForUser : .kept
        case .failed, .canceled, .lost: payment != .unpaid || isComplete ? .keptForUser : .deleted
        }
    }
}
