internal import InferenceKit

/// A code with which the service or its gateway refuses, in our words.
protocol Refusal: Sendable {
    /// What kind of failure it is to the user.
    var errorCode: PredictionError.Code { get }
    /// What happened, one sentence.
    var message: String { get }
    /// What to do.
    var help: String { get }
    /// What may mend it without the user.
    var remedy: Remedy { get }
}

/// What may mend a refusal.
enum Remedy: Sendable, Hashable {
    /// Nothing.
    case none
    /// Time; the refusal says for certain that nothing was accepted.
    case pause
    /// Time, but a submission may have been accepted all the same.
    case pauseUnlessPaid
    /// The end of another task of the account.
    case freeSlot
    /// A right clock.
    case rightTime
}
