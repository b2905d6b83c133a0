package import FoundationEssentials

/// A task that exists at a service, or is about to; an account has only a limited number of them.
///
/// A slot is not a lease. A lease says which process drives a run; a slot is held from before the submission until the run has
/// ended, even while nobody drives the run, since its task continues and is billed. A store keeps at most one slot a run, and never a
/// bare counter: whether a slot is in use follows from the run, so a process that dies can leak none.
package struct Slot: Sendable, Hashable {
    /// The run.
    package var run: RunID
    /// Whose slot it is; see ``ServiceLimit/account``.
    package var account: String
    /// The token of the lease under which it was taken.
    package var token: Int64
    /// When it was taken.
    package var taken: Date
    /// When the latest submission of the run began; `nil` before the first.
    package var submitted: Date?
    /// The status of the run.
    package var status: RunStatus
    /// Whether a paid step of the run has succeeded.
    package var isPaid: Bool
    /// Whether a paid step of the run began and its outcome is not recorded.
    package var isUndecided: Bool
    /// The lease of the run; `nil` when it was given back.
    package var lease: RunLease?
    /// What is left of a run that was removed while its task was at the service; `nil` for a run that is recorded.
    package var removed: RemovedRun?

    /// Creates a slot; each parameter is the property of the same name.
    package init(
        run: RunID,
        account: String,
        token: Int64,
        taken: Date,
        submitted: Date?,
        status: RunStatus,
        isPaid: Bool,
        isUndecided: Bool,
        lease: RunLease?
    ) {
        self.run = run
        self.account = account
        self.token = token
        self.taken = taken
        self.submitted = submitted
        self.status = status
        self.isPaid = isPaid
        self.isUndecided = isUndecided
        self.lease = lease
    }
}

/// A run that is no longer recorded, and whose task may still be at its service.
package struct RemovedRun: Sendable, Hashable {
    /// The full name of its model.
    package var model: String
    /// The service's name for the task; `nil` when it was not recorded.
    package var taskID: String?

    /// Creates a description; each parameter is the property of the same name.
    package init(model: String, taskID: String?) {
        self.model = model
        self.taskID = taskID
    }
}

extension Slot {
    /// How long a task may continue without news about it; services forget what they were asked after about as long.
    package static let longestTask: Duration = .seconds(12 * 3_600)
    /// How long a submission of unknown outcome counts as a task.
    ///
    /// Longer, and one such run would stop an account with a single slot; shorter, and the service refuses what comes too early.
    package static let longestDoubt: Duration = .seconds(600)

    /// Whether the slot is in use.
    ///
    /// Before the submission, it is as long as the process that took it drives the run. After it, until the run has ended. A run of
    /// unknown outcome may wait for a person for weeks, so it counts only for a time.
    ///
    /// - Parameter time: Now.
    /// - Returns: Whether it counts.
    package func isInUse(at time: Date) -> Bool {
        if status.isTerminal, status != .unknown { return false }
        guard isPaid || isUndecided else {
            return lease.map { $0.token == token && $0.isHeld(at: time) } ?? false
        }
        return time < end
    }

    /// When the slot of a submission ends, if nothing more is heard of it.
    package var end: Date {
        let doubtful = status == .unknown || !isPaid
        let length = (doubtful ? Self.longestDoubt : Self.longestTask) / .seconds(1)
        return (submitted ?? taken).addingTimeInterval(length)
    }

    /// Whether the slot is kept when its run is removed, since the task continues and nothing will say when it has ended.
    ///
    /// - Parameter time: Now.
    /// - Returns: Whether it is in use after a submission.
    package func outlivesRun(at time: Date) -> Bool { (isPaid || isUndecided) && isInUse(at: time) }
}

/// The outcome of asking for a slot.
package enum SlotAnswer: Sendable, Hashable {
    /// The run has it.
    case taken
    /// There is none now.
    case busy(SlotRefusal)
}

/// Why there is no slot now.
package enum SlotRefusal: Sendable, Hashable {
    /// As many tasks exist as may; the oldest of those that no process drives, if there is one.
    case slots(account: String, inUse: Int, of: Int, idle: RunID? = nil)
    /// As many tasks were submitted in the last minute as may.
    case rate(account: String, perMinute: Int)

    /// What a run waits for, for people.
    package var text: String {
        switch self {
        case .slots(let account, let inUse, let count, let idle):
            "waiting for a slot of '\(account)': \(inUse) of \(count) are in use"
                + (idle.map {
                    "; the run \($0.short) holds one, but no process is executing it: continue or cancel that run"
                } ?? "")
        case .rate(let account, let count):
            "waiting to submit to '\(account)': at most \(count) submissions a minute"
        }
    }
}
