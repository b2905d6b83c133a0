/// Where a run stands.
package enum RunStatus: String, Sendable, Hashable, Codable, CaseIterable {
    /// Recorded, and nothing was done yet.
    case queued
    /// The model is being compiled or set up.
    case starting
    /// The model works, or was interrupted while it did.
    case processing
    /// The outputs are there.
    case succeeded
    /// It ended with an error.
    case failed
    /// The user ended it.
    case canceled
    /// A paid step was begun and nobody knows whether it happened.
    case unknown

    /// Whether nothing more happens by itself or by resuming without a decision of the user.
    package var isTerminal: Bool {
        switch self {
        case .queued, .starting, .processing: false
        case .succeeded, .failed, .canceled, .unknown: true
        }
    }
}
