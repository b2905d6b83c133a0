package import ErrorReporting
package import RunStore

/// An error about a run that is recorded, with the way on.
package struct RunStopped: Error {
    /// What a user can do with the run.
    package enum Way: Sendable, Hashable {
        /// Go on where it was: `runs resume`.
        case resume
        /// Look at the service first, and then begin the paid step again, `runs resume --resubmit`, or give the run up, `runs rm`.
        case resubmit
        /// Predict again, since the run's own emulator is gone.
        case predictAgain
        /// Nothing: the run has ended.
        case none
    }

    /// What happened.
    package var error: any Error
    /// The run.
    package var run: RunID
    /// What the user can do.
    package var way: Way
    /// What may have been charged, when nobody knows whether it was.
    package var stake: RunPrice?

    /// Describes an error.
    ///
    /// - Parameters:
    ///   - error: What happened.
    ///   - run: The run.
    ///   - way: What the user can do.
    ///   - stake: What may have been charged, when nobody knows whether it was.
    package init(_ error: any Error, run: RunID, way: Way, stake: RunPrice? = nil) {
        self.error = error
        self.run = run
        self.way = way
        self.stake = stake
    }
}

extension RunStopped: ReportedError {
    /// What the error about the run says; a front end adds the way to continue in its own form.
    package var report: ErrorReport { ErrorReport(error) }
}
