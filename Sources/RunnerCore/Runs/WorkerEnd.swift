internal import InferenceKit
internal import RunStore

/// How the conversation with a worker about a run ends; ``RunFate`` says what that means for the run.
enum WorkerEnd: Sendable, Hashable {
    /// The model returned outputs.
    case finished([String: JSONValue])
    /// The model threw an error.
    case failed(PredictionError)
    /// The task is submitted and, as requested, not waited for.
    case submitted
    /// The user does not want to wait.
    case stopped
    /// A paid step was about to begin without consent; it was stopped before it began.
    case unpayable
    /// What happens can no longer be recorded, or by another process only.
    case unrecorded(RunStoreError)
    /// The worker died, or broke the protocol in the given way.
    case died(String?)
    /// The worker did not end in time.
    case hung
}
