package import InferenceKit
package import ModelInputs
package import WorkerProtocol

/// What happens while a run is prepared or driven, for whoever watches it.
package enum RunUpdate: Sendable, Hashable {
    /// What the run is doing now.
    case progress(ProgressUpdate)
    /// Something that the user may not expect.
    case warning(String)
    /// An input was adapted to its limits.
    case fitted(FittedInput)
    /// A line of the run's log.
    case log(String)
    /// The service's name for work that was started.
    case task(String)
    /// Which version of an output file is arriving.
    case downloading(PartialDownload)
    /// Where a step stands.
    case step(StepRecord)
    /// In a dry run, a request that was not sent.
    case request(DryRunRequest)
}
