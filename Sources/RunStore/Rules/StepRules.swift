package import InferenceKit

/// Which steps of a run may begin or be given up.
package enum StepRules {
    /// What has been recorded about an earlier attempt at a step.
    package struct Attempt: Sendable, Hashable {
        /// Its state.
        package var phase: StepRecord.Phase
        /// Whether it may have cost money.
        package var isPaid: Bool
        /// Whether the user has decided that it may begin again.
        package var isAbandoned: Bool
        /// The token of the lease under which it began.
        package var token: Int64

        /// Creates an attempt; each parameter is the property of the same name.
        package init(phase: StepRecord.Phase, isPaid: Bool, isAbandoned: Bool, token: Int64) {
            self.phase = phase
            self.isPaid = isPaid
            self.isAbandoned = isAbandoned
            self.token = token
        }
    }

    /// Refuses an outcome that does not settle whether a paid step succeeded.
    ///
    /// - Parameter outcome: The outcome of a step that was found later.
    /// - Throws: `step-conflict`.
    package static func requireSettles(_ outcome: StepRecord) throws(RunStoreError) {
        guard outcome.paid, outcome.phase == .succeeded || outcome.phase == .failed else {
            throw .stepConflict("the outcome of the paid step '\(outcome.name)' is still unknown")
        }
    }

    /// What stays on record of an answer to a submission that the user had given up: the attempt keeps its unknown outcome, since the
    /// run has gone on without it.
    ///
    /// - Parameters:
    ///   - outcome: What the answer says.
    ///   - task: The service's name for the work that the submission started.
    /// - Returns: The note, as the end of the attempt.
    package static func note(on outcome: StepRecord, task: String?) -> StepRecord {
        let said =
            outcome.phase == .succeeded
            ? "the service accepted it" + (task.map { " as task '\($0)'" } ?? "")
            : "the service refused it" + (outcome.error.map { ": \($0.message)" } ?? "")
        var note = outcome
        (note.phase, note.result) = (.unknown, nil)
        note.error = PredictionError(
            .outcomeUnknown,
            "the submission was given up, but a response arrived later: \(said)",
            vendor: outcome.error?.vendor,
            taskID: task
        )
        return note
    }

    /// Refuses to give up a paid step while the process that began it may still record the outcome.
    ///
    /// A suspended process keeps its lease no longer than any other, but it may have sent the request, or send it when it
    /// continues, so submitting again could pay twice.
    ///
    /// - Parameters:
    ///   - step: The name of the step.
    ///   - owner: The process that began it; `nil` when that was not recorded.
    ///   - lease: The lease to give up.
    /// - Throws: `locked`.
    package static func requireMayGiveUp(
        _ step: String,
        begunBy owner: RunOwner?,
        _ lease: RunLease
    ) throws(RunStoreError) {
        guard let owner, owner != lease.owner, owner.isAlive == true else { return }
        throw .mayStillAnswer(owner, to: step, of: lease.run)
    }

    /// Refuses an attempt that would pay twice or that overlaps another one.
    ///
    /// This is the last safeguard against paying twice: the model's own process checks before it sends anything.
    ///
    /// - Parameters:
    ///   - step: The step that is about to begin.
    ///   - attempts: The earlier attempts at the same step.
    ///   - token: The token of the lease under which it would begin.
    /// - Throws: `step-conflict`.
    package static func requireMayBegin(
        _ step: StepRecord,
        after attempts: [Attempt],
        token: Int64
    ) throws(RunStoreError) {
        for attempt in attempts {
            if attempt.phase == .began, attempt.token == token {
                throw .stepConflict("the step '\(step.name)' began again before it ended")
            }
            if attempt.isPaid, attempt.phase != .failed, !attempt.isAbandoned {
                throw .stepConflict("the paid step '\(step.name)' may have succeeded already and must not begin again")
            }
        }
    }
}
