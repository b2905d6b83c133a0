internal import FoundationEssentials
package import InferenceKit

extension Sequence<RunStep> {
    /// The steps that a resumed run gets back, in the order in which their last phases were recorded.
    ///
    /// Of each step the last attempt counts: a result is given back, and so is a paid attempt of unknown outcome. A step that
    /// failed, that the user gave up, or that is free and has no end begins again and is left out.
    package var recordedSteps: [RecordedStep] {
        var last: [StepKey: Int] = [:]
        let attempts = Array(self)
        for (index, step) in attempts.enumerated() {
            last[StepKey(name: step.record.name, ordinal: step.record.ordinal)] = index
        }
        // The index keeps steps in order that ended within the same millisecond.
        return last.values.map { (index: $0, step: attempts[$0]) }.filter(\.step.matters)
            .sorted { ($0.step.lastRecorded, $0.index) < ($1.step.lastRecorded, $1.index) }
            .map { _, step in
                RecordedStep(
                    step.record,
                    isComplete: step.isComplete,
                    secondsSinceEpoch: step.lastRecorded / 1_000
                )
            }
    }
}

/// What distinguishes the steps of a run.
private struct StepKey: Hashable {
    var name: String
    var ordinal: Int
}

extension RunStep {
    /// When its last phase was recorded, in milliseconds since 1970.
    fileprivate var lastRecorded: Int64 { (ended ?? began).milliseconds }

    fileprivate var matters: Bool { record.phase == .succeeded || isUndecided }
}
