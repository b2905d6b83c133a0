import InferenceKit
import RunStore

/// A record of a step, with an error when it has one.
func record(
    _ name: String,
    _ phase: StepRecord.Phase,
    paid: Bool = false,
    result: JSONValue? = nil,
    ordinal: Int = 0
) -> StepRecord {
    let error: PredictionError? = [.failed, .unknown].contains(phase) ? PredictionError(.modelFailed, "no") : nil
    return StepRecord(name: name, ordinal: ordinal, paid: paid, phase: phase, result: result, error: error)
}
