package import FoundationEssentials
package import InferenceKit

/// Which submission an answer belongs to.
package struct StepAnswer: Sendable, Hashable {
    /// The token of the lease under which the submission began.
    package var token: Int64
    /// The service's name for the work that the submission started, when it is known.
    package var task: String?

    /// Describes an answer; each parameter is the property of the same name.
    package init(token: Int64, task: String? = nil) {
        self.token = token
        self.task = task
    }
}

/// One attempt at a step, with its times.
package struct RunStep: Sendable, Hashable {
    /// The step; its phase is ``InferenceKit/StepRecord/Phase/began`` until the end is recorded.
    package var record: StepRecord
    /// The number of the attempt, from 1.
    package var attempt: Int
    /// When the step was about to begin.
    package var began: Date
    /// When its end was recorded.
    package var ended: Date?
    /// Whether the result is as the body returned it; `false` when the store left out the query of a link.
    package var isComplete: Bool
    /// Whether the user has decided that a paid step of unknown outcome may begin again.
    package var isAbandoned: Bool

    /// Creates an attempt; each parameter is the property of the same name.
    package init(
        record: StepRecord,
        attempt: Int,
        began: Date,
        ended: Date?,
        isComplete: Bool = true,
        isAbandoned: Bool = false
    ) {
        self.record = record
        self.attempt = attempt
        self.began = began
        self.ended = ended
        self.isComplete = isComplete
        self.isAbandoned = isAbandoned
    }

    /// Whether the attempt may have cost money, nothing says whether it did, and the user has not given it up.
    package var isUndecided: Bool { record.isUndecided && !isAbandoned }
}
