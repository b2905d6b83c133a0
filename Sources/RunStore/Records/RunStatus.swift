/// Where a run is between its creation and its end.
package enum RunStatus: String, Sendable, Hashable, Codable, CaseIterable {
    /// Recorded; nothing has been done yet.
    case queued
    /// The model is being compiled or set up.
    case starting
    /// The model is running, or was interrupted while it ran.
    case processing
    /// The outputs are complete.
    case succeeded
    /// It ended with an error.
    case failed
    /// The user canceled it.
    case canceled
    /// A paid step began and its outcome is unknown.
    case unknown

    /// Whether the run has ended, or needs a decision of the user before it can continue.
    package var isTerminal: Bool {
        switch self {
        case .queued, .starting, .processing: false
        case .succeeded, .failed, .canceled, .unknown: true
        }
    }

    /// Those of runs that have not ended and can continue.
    package static let open = Set(allCases.filter { !$0.isTerminal })

    /// Those of runs that have ended and leave nothing to decide.
    package static let ended = Set(allCases.filter { $0.isTerminal && $0 != .unknown })
}
