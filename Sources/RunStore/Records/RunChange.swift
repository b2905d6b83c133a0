package import InferenceKit

/// Something that happens to a run while a process drives it.
package enum RunChange: Sendable, Hashable {
    /// The run has a new status; see ``RunStatus/canBecome(_:)``.
    case status(RunStatus)
    /// The service's name for the work.
    case task(String)
    /// A version of an output file is being downloaded.
    case downloading(PartialDownload)
    /// Every output file is complete and is about to get its final name; the files are listed under those names.
    ///
    /// A process that resumes the run uses this to tell whether a file with such a name belongs to the run.
    case completing(output: [String: JSONValue], files: [RunFile])
    /// The outputs go to other places.
    case places([OutputPlace], replacesFiles: Bool)
    /// The run is driven with another version of the model, or reaches the service in another way.
    case driven(RunModel, RunService)
    /// Any process that has its model may drive it from now on; see ``Run/isEnqueued``.
    case enqueued
}

/// How a run ended or stopped.
package enum RunEnding: Sendable, Hashable {
    /// The outputs are complete.
    case succeeded(output: [String: JSONValue], files: [RunFile], price: RunPrice, log: [String])
    /// It failed, and nothing is left to fetch.
    case failed(RunFailure, log: [String])
    /// The user canceled it.
    case canceled(RunFailure, log: [String])
    /// The outcome of a paid step is unknown.
    case unknown(RunFailure, log: [String])
    /// It stopped and can be resumed; its status is `processing`.
    case interrupted(RunFailure, log: [String])
}
