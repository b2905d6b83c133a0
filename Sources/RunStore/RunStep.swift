package import FoundationEssentials
package import InferenceKit

/// One attempt at a step, with its times.
package struct RunStep: Sendable, Hashable {
    /// Where it stands; ``InferenceKit/StepRecord/Phase/began`` until its end was recorded.
    package var record: StepRecord
    /// Which attempt at the step it is, from 1.
    package var attempt: Int
    /// When it was about to begin.
    package var began: Date
    /// When its end was recorded.
    package var ended: Date?
    /// Whether the result is as the body returned it; not so when the query of a link was left out.
    package var isComplete: Bool
    /// Whether the user has decided that a paid step of unknown outcome may be begun again.
    package var isAbandoned: Bool

    /// Describes an attempt; each parameter is the property of the same name.
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
}
