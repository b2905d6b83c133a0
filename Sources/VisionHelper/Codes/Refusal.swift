internal import InferenceKit

/// A code with which the service or its gateway refuses, in our words.
protocol Refusal: Sendable {
    /// What kind of failure it is to the user.
    var errorCode: PredictionError.Code { get }
    /// What happened, one sentence.
    var message: String { get }
    /// What to do.
    var help: String { get }
    /// What may resolve it without the user.
    var remedy: Remedy { get }
}

/// What may resolve a refusal.
enum Remedy: Sendable, Hashable {
    /// Nothing.
    case none
    /// Time; the refusal says for certain that nothing was accepted.
    case pause
    /// Time, but a submission may still have been accepted.
    case pauseUnlessPaid
    /// The end of another task of the account.
    case freeSlot
    /// A correct clock.
    case rightTime
}
