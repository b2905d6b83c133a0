/// How a run reports to whoever started it.
package protocol RunChannel: Sendable {
    /// Passes something on, without waiting.
    func report(_ report: RunReport)

    /// Passes on where a step stands and waits until that is noted.
    ///
    /// - Throws: `CancellationError`, or an error when nobody is there to note it.
    func record(_ step: StepRecord) async throws
}

/// Something that a run tells while it goes on.
package enum RunReport: Sendable, Hashable {
    /// What the run is doing now.
    case progress(ProgressUpdate)
    /// Something that may surprise the user.
    case warning(String)
    /// A line for the run's log.
    case log(String)
    /// The service's name for work that was started.
    case task(String)
    /// Which version of an output file is arriving, so that an interrupted download can go on where it stopped.
    case downloading(PartialDownload)
}
