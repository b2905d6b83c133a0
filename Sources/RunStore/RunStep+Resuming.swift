internal import FoundationEssentials
package import InferenceKit

extension Sequence<RunStep> {
    /// What a resumed run gets back of these attempts, in the order of beginning.
    ///
    /// The last attempt at each step counts, and of those the results, and the paid ones of which nobody knows the outcome. What
    /// failed or was given up by the user is begun again, and so is what is free and has no end.
    package var recordedSteps: [RecordedStep] {
        var last: [StepKey: Int] = [:]
        let attempts = Array(self)
        for (index, step) in attempts.enumerated() {
            last[StepKey(name: step.record.name, ordinal: step.record.ordinal)] = index
        }
        return last.values.sorted().map { attempts[$0] }.filter(\.matters).map { step in
            RecordedStep(
                step.record,
                isComplete: step.isComplete,
                secondsSinceEpoch: (step.ended ?? step.began).milliseconds / 1_000
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
    fileprivate var matters: Bool {
        switch record.phase {
        case .succeeded: true
        case .began, .unknown: record.paid && !isAbandoned
        case .failed: false
        }
    }
}
