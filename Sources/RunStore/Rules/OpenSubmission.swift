internal import ErrorReporting
package import FoundationEssentials
internal import Quantities

/// A paid step that began and whose outcome was not recorded, in a run that has not ended.
package struct OpenSubmission: Sendable, Hashable {
    /// The run.
    package var run: RunID
    /// The name of the step.
    package var step: String
    /// When the step began.
    package var began: Date
    /// The service's name for the work, if it is known.
    package var taskID: String?
    /// What the run was expected to cost.
    package var estimate: RunPrice
    /// Whether the service charges for the run.
    package var isCharged: Bool
    /// The lease of the run; `nil` when it was given back.
    package var lease: RunLease?

    /// Creates a description; each parameter is the property of the same name.
    package init(
        run: RunID,
        step: String,
        began: Date,
        taskID: String?,
        estimate: RunPrice,
        isCharged: Bool,
        lease: RunLease?
    ) {
        self.run = run
        self.step = step
        self.began = began
        self.taskID = taskID
        self.estimate = estimate
        self.isCharged = isCharged
        self.lease = lease
    }

    /// Whether the outcome will no longer be recorded, so that the run becomes `unknown`.
    ///
    /// A process that slept for longer than its lease, alone or with its machine, may still have the answer, so one that is
    /// alive on this host keeps its run.
    ///
    /// - Parameter time: Now.
    /// - Returns: Whether it is lost.
    package func isLost(at time: Date) -> Bool {
        guard let lease else { return true }
        return !lease.isHeld(at: time) && lease.owner.isAlive != true
    }

    /// What is recorded as the run's failure when the outcome is lost.
    package var failure: RunFailure {
        let price = estimate.usd.map { "up to \(Dollars.text($0))" } ?? "an unknown amount"
        let stake = isCharged ? "\(price) may have been charged" : "nothing is charged for it"
        return RunFailure(
            code: "outcome-unknown",
            message: "the paid step '\(step)' began at \(began.text) and its outcome was never recorded: "
                + "it may have been accepted, and \(stake)" + (taskID.map { "; the task is '\($0)'" } ?? ""),
            help: "check at the service whether it was accepted; if it was not, submit it again with "
                + "'runner runs resume \(run.short) --resubmit'; if it was, fetch its result with "
                + "'runner runs resume \(run.short) --task ID', or remove the run with 'runner runs rm \(run.short) --force'",
            exitStatus: ExitStatus.outcomeUnknown.rawValue
        )
    }
}
