package import FoundationEssentials

/// What the caller of a recorded run can do about it.
package enum RunAction: String, Sendable, Hashable, CaseIterable {
    /// End it, at its service too.
    case cancel
    /// Continue it where it stopped; nothing is paid for twice.
    case resume
    /// Predict with the same inputs, as a new run.
    case again
    /// Send again what has an unknown outcome, which may be paid twice.
    case resubmit
}

extension Run {
    /// What applies now, the most likely first.
    ///
    /// - Parameter time: Now, to judge whether its lease still counts.
    /// - Returns: The actions.
    package func actions(at time: Date) -> [RunAction] {
        switch status {
        case .succeeded, .failed, .canceled: return [.again]
        case .unknown: return [.resubmit]
        case .queued, .starting, .processing:
            if lease?.isHeld(at: time) == true { return isCancelRequested ? [] : [.cancel] }
            // Some process takes it up without being asked: any that drives enqueued runs, or the server that has accepted it.
            if isEnqueued || status == .queued && caller != nil { return isCancelRequested ? [] : [.cancel] }
            // The emulator of a command ended with it; a server has one as long as it lives.
            if service.usesOwnEmulator, caller == nil { return [.again] }
            return [.resume, .cancel]
        }
    }
}
