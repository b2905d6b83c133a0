internal import FoundationEssentials
package import InferenceKit

extension Sequence<RunStep> {
    /// What a resumed run gets back of these attempts, in the order in which their last words were recorded.
    ///
    /// The last attempt at each step counts, and of those the results, and the paid ones of which nobody knows the outcome. What
    /// failed or was given up by the user is begun again, and so is what is free and has no end.
    package var recordedSteps: [RecordedStep] {
        var last: [StepKey: Int] = [:]
        // Steps that follow one another within a millisecond stay in the order of beginning.
        let attempts = Array(self)
        for (index, step) in attempts.enumerated() {
            last[StepKey(name: step.record.name, ordinal: step.record.ordinal)] = index
        }
        return last.values.map { (index: $0, step: attempts[$0]) }.filter(\.step.matters)
            .sorted { ($0.step.lastWord, $0.index) < ($1.step.lastWord, $1.index) }
            .map { _, step in
                RecordedStep(
                    step.record,
                    isComplete: step.isComplete,
                    secondsSinceEpoch: step.lastWord / 1_000
                )
            }
    }
}

/// What tells one step of a run from another.
private struct StepKey: Hashable {
    var name: String
    var ordinal: Int
}

extension RunStep {
    /// When its last word was recorded, in milliseconds since 1970.
    fileprivate var lastWord: Int64 { (ended ?? began).milliseconds }

    fileprivate var matters: Bool {
        switch record.phase {
        case .succeeded: true
        case .began, .unknown: record.paid && !isAbandoned
        case .failed: false
        }
    }
}
