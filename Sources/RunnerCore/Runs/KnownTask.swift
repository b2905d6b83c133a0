internal import InferenceKit
internal import Synchronization

/// A paid step of unknown outcome whose task the user knows, until the service has confirmed the task.
///
/// A mistyped name must not settle the step, so its outcome is recorded only when a later step has succeeded with it.
final class KnownTask: Sendable {
    private let name: String
    private let ordinal: Int
    private let task: String
    private let outcome = Mutex<StepRecord?>(nil)
    private let isConfirmed = Mutex(false)

    /// Finds the step in what an earlier part of the run has recorded.
    ///
    /// Gives `nil` when the user knows of no task.
    ///
    /// - Parameter steps: The recorded steps.
    init?(_ steps: [RecordedStep]) {
        guard let step = steps.first(where: { $0.knownTask != nil }), let task = step.knownTask else { return nil }
        (name, ordinal) = (step.record.name, step.record.ordinal)
        self.task = task
    }

    /// Whether nothing has confirmed the task yet.
    var isOpen: Bool { isConfirmed.withLock { !$0 } }

    /// Takes the outcome of the step, which is not recorded yet.
    ///
    /// - Parameter record: A report on a step.
    /// - Returns: Whether it is about this step.
    func take(_ record: StepRecord) -> Bool {
        guard isOpen, record.paid, record.phase == .succeeded, record.name == name, record.ordinal == ordinal else {
            return false
        }
        outcome.withLock { $0 = record }
        return true
    }

    /// Takes the confirmation of the task.
    ///
    /// - Returns: The outcome to record, with the task; `nil` when it was recorded before.
    func confirm() -> (outcome: StepRecord, task: String)? {
        guard let outcome = outcome.withLock({ $0.take() }) else { return nil }
        isConfirmed.withLock { $0 = true }
        return (outcome, task)
    }
}
