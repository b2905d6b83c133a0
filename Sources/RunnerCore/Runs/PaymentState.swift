/// How far a run has come with its paid steps.
enum PaymentState: Sendable, Hashable {
    /// No service has accepted anything.
    case unpaid
    /// A submission is under way, or its outcome is unknown.
    case submitting
    /// A service works on a task.
    case paid
    /// The task is being canceled at the service.
    case canceling
}
