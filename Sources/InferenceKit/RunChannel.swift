/// Sends the reports of a run to the runner.
package protocol RunChannel: Sendable {
    /// Sends a report without waiting.
    func report(_ report: RunReport)

    /// Sends the state of a step and waits until it is recorded.
    ///
    /// - Throws: `CancellationError`, or an error when the runner is gone.
    func record(_ step: StepRecord) async throws

    /// Sends that a step begins, and waits until that is recorded.
    ///
    /// - Returns: When the step must not send any more; `nil` when whoever records it does not say.
    /// - Throws: As for ``record(_:)``.
    func begin(_ step: StepRecord) async throws -> ContinuousClock.Instant?
}

extension RunChannel {
    package func begin(_ step: StepRecord) async throws -> ContinuousClock.Instant? {
        try await record(step)
        return nil
    }
}

/// Something that a run reports.
package enum RunReport: Sendable, Hashable {
    /// What the run is doing now.
    case progress(ProgressUpdate)
    /// Something that may surprise the user.
    case warning(String)
    /// A line for the run's log.
    case log(String)
    /// The service's name for work that was started.
    case task(String)
    /// What the service charges for a piece of the run.
    case usage(ServiceUsage)
    /// The version of an output file that is arriving, so that an interrupted download can continue.
    case downloading(PartialDownload)
}
