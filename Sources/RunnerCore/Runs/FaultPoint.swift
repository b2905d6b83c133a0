internal import InferenceKit
internal import Processes

/// A moment in a recorded run at which a test can kill a process.
///
/// These are all such moments: nothing that happens between two of them outlives the processes.
enum FaultPoint: Sendable, Hashable, CustomStringConvertible {
    /// The run is recorded, and nothing else has happened.
    case afterCreate
    /// The worker has reported on a step: `before-record:submit:began`.
    case beforeRecord(StepRecord)
    /// The report is on disk, and the worker does not know it yet: `after-record:submit:began`.
    case afterRecord(StepRecord)
    /// The output files are complete, and the record does not say so yet.
    case beforeCompleting
    /// The record holds the final names of the files, and they still have their partial names.
    case afterCompleting
    /// A file has its final name and its partial name.
    case afterLink
    /// All files have their final names only, and the run has not ended.
    case beforeEnd
    /// The end is recorded, and the user does not know it yet.
    case afterEnd

    /// The name in `RUNNER_FAULT`.
    var description: String {
        switch self {
        case .afterCreate: "after-create"
        case .beforeRecord(let step): "before-record:\(step.name):\(step.phase.rawValue)"
        case .afterRecord(let step): "after-record:\(step.name):\(step.phase.rawValue)"
        case .beforeCompleting: "before-completing"
        case .afterCompleting: "after-completing"
        case .afterLink: "after-link"
        case .beforeEnd: "before-end"
        case .afterEnd: "after-end"
        }
    }
}

extension FaultInjection {
    /// Kills the victim if this is the point.
    ///
    /// - Parameter point: The point that was reached.
    func reach(_ point: FaultPoint) {
        reach(named: point.description)
    }
}
