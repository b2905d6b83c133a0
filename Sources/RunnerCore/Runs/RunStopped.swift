package import ErrorReporting
package import RunStore

/// An error about a run that is recorded, with the outcome of the run.
package struct RunStopped: Error {
    /// What happened.
    package var report: ErrorReport
    /// The run.
    package var run: RunID
    /// How the run ended or stopped; `nil` when it was left as it was.
    package var fate: RunFate?
    /// What may have been charged, when the outcome of a paid step is unknown.
    package var stake: RunPrice?
    /// Whether another process drives the run, so that it continues.
    package var isDrivenElsewhere = false
    /// Whether the run was recorded before the request that meant it, so that the user may want a new one.
    package var isJoined = false

    /// Describes an error.
    ///
    /// - Parameters:
    ///   - report: What happened.
    ///   - run: The run.
    ///   - fate: How the run ended or stopped; `nil` when it was left as it was.
    ///   - stake: What may have been charged, when the outcome of a paid step is unknown.
    package init(_ report: ErrorReport, run: RunID, fate: RunFate?, stake: RunPrice? = nil) {
        self.report = report
        self.run = run
        self.fate = fate
        self.stake = stake
    }

    /// Describes why the end of a run that another process drives was not waited for.
    ///
    /// - Parameters:
    ///   - report: What happened.
    ///   - run: The run.
    init(_ report: ErrorReport, drivenElsewhere run: RunID) {
        self.init(report, run: run, fate: nil)
        isDrivenElsewhere = true
    }

    /// Describes why a recorded run that no process drives has no result.
    ///
    /// - Parameter run: The run.
    package init(recorded run: Run) {
        let failure =
            run.failure
            ?? RunFailure(
                code: RunnerError.Code.interrupted.name,
                message: "the run stopped before it ended",
                exitStatus: ExitStatus.interrupted.rawValue
            )
        var report = failure.report(taskID: run.taskID)
        if run.status == .unknown {
            report.code = RunnerError.Code.outcomeUnknown.name
            report.exitStatus = .outcomeUnknown
        }
        self.init(
            report,
            run: run.id,
            fate: RunFate(recorded: run),
            stake: run.status == .unknown ? run.estimate : nil
        )
    }
}

extension RunStopped: ReportedError {}

extension RunStopped {
    /// Whether the run can never continue: its model or one of its inputs is gone.
    package var isDead: Bool {
        fate == nil && report.exitStatus != .interrupted
            && [RunnerError.Code.invalidInput.name, RunnerError.Code.modelMissing.name].contains(report.code)
    }
}
