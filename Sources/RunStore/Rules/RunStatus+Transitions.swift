extension RunStatus {
    /// Whether a process that drives a run with this status may report another one.
    ///
    /// A run that has ended keeps its status, and a run ends only by a ``RunEnding``.
    ///
    /// - Parameter next: The reported status.
    /// - Returns: Whether the run may have that status next.
    package func canBecome(_ next: RunStatus) -> Bool {
        !isTerminal && (next == .starting || next == .processing)
    }

    /// Whether a run with this status can still end.
    ///
    /// A run of unknown outcome can: the process that resumes it records the outcome.
    package var canEnd: Bool { !isTerminal || self == .unknown }

    /// The status of a run after the outcome of one of its paid steps was recorded.
    ///
    /// An answer may arrive after the run was declared `unknown`; the run can be resumed then.
    ///
    /// - Parameter hasUndecidedSteps: Whether the outcome of another paid step of the run is unknown; asked for only if it matters.
    /// - Returns: The status, unchanged for most runs.
    /// - Throws: What the parameter throws.
    package func afterPaidOutcome(hasUndecidedSteps: @autoclosure () throws -> Bool) rethrows -> RunStatus {
        try self == .unknown && !hasUndecidedSteps() ? .processing : self
    }

    /// The status of a run after the user gave up its paid steps of unknown outcome, so that they may begin again.
    package var afterGivingUp: RunStatus { self == .unknown ? .processing : self }
}

extension RunEnding {
    /// The status that a run has after this ending.
    ///
    /// While the outcome of a paid step is unknown, only outputs end a run otherwise than as `unknown`.
    ///
    /// - Parameter hasUndecidedSteps: Whether the outcome of a paid step of the run is unknown; asked for only if it matters.
    /// - Returns: The status.
    /// - Throws: What the parameter throws.
    package func status(hasUndecidedSteps: @autoclosure () throws -> Bool) rethrows -> RunStatus {
        switch self {
        case .succeeded: .succeeded
        case .failed: try hasUndecidedSteps() ? .unknown : .failed
        case .canceled: try hasUndecidedSteps() ? .unknown : .canceled
        case .interrupted: try hasUndecidedSteps() ? .unknown : .processing
        case .unknown: .unknown
        }
    }
}
