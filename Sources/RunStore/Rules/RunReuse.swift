package import FoundationEssentials

/// Whether creating a run may return one that is recorded already.
package enum RunReuse: Sendable, Hashable {
    /// A new run is created.
    case never
    /// A run that asks for the same and has not ended, or whose outcome is unknown, is returned instead.
    case openRun
}

/// What came of creating a run.
package enum RunCreation: Sendable, Hashable {
    /// The run was recorded, and the caller drives it.
    case created(RunLease)
    /// This run is the one that was asked for; nothing was recorded.
    case existing(Run)
}

extension Run {
    /// Whether another run asks for the same, so that running it again would pay twice for one result.
    ///
    /// The model, the inputs, the service and the caller must be the same; where the outputs go does not matter. A run with its
    /// own emulator is never joined, since it is free and cannot be resumed, and neither is one that is being canceled.
    ///
    /// - Parameters:
    ///   - other: A run that is about to be created.
    ///   - time: Now.
    /// - Returns: Whether this run can take its place.
    package func canStandIn(for other: Run, at time: Date) -> Bool {
        guard !status.isTerminal || status == .unknown else { return false }
        guard !service.usesOwnEmulator, !other.service.usesOwnEmulator else { return false }
        let isBeingCanceled = isCancelRequested && lease?.isHeld(at: time) == true
        return !isBeingCanceled && model.name == other.model.name && model.key == other.model.key
            && input.fingerprint == other.input.fingerprint && service.endpoint == other.service.endpoint
            && caller == other.caller
    }
}
