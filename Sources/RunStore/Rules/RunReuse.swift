package import FoundationEssentials

/// Whether creating a run may return one that is recorded already.
package enum RunReuse: Sendable, Hashable {
    /// A new run is created.
    case never
    /// A run that asks for the same and has not ended, or whose outcome is unknown, is returned instead.
    case openRun
    /// The same, and otherwise the newest succeeded run that asked for the same is returned.
    ///
    /// Looking for a succeeded run before creating one is not enough: another process may finish its run in between.
    case openOrSucceededRun
}

/// The outcome of creating a run.
package enum RunCreation: Sendable, Hashable {
    /// The run was recorded, and the caller drives it.
    case created(RunLease)
    /// This run is the one that was asked for; nothing was recorded.
    case existing(Run)
}

extension Run {
    /// Whether this run is open and another asks for the same, so that running it too would pay twice for one result.
    ///
    /// A run with its own emulator is never joined, since it is free and cannot be resumed, and neither is one that is being
    /// canceled.
    ///
    /// - Parameters:
    ///   - other: A run that is about to be created.
    ///   - time: Now.
    /// - Returns: Whether this run can take its place.
    package func canStandIn(for other: Run, at time: Date) -> Bool {
        guard !status.isTerminal || status == .unknown else { return false }
        guard !service.usesOwnEmulator else { return false }
        let isBeingCanceled = isCancelRequested && lease?.isHeld(at: time) == true
        return !isBeingCanceled && asksForTheSame(as: other)
    }

    /// Whether the outputs of this run are what another asks for; whether the files still exist is not checked.
    ///
    /// What an emulator produced is not an answer for a service, nor the other way round.
    ///
    /// - Parameter other: A run that is about to be created.
    /// - Returns: Whether its outputs can be used.
    package func canAnswer(_ other: Run) -> Bool {
        status == .succeeded && asksForTheSame(as: other)
    }

    /// Requires that a request to which a caller gives the name of this run asks for what this run was asked for.
    ///
    /// The code of the model may have changed meanwhile, since the caller cannot know that; where the outputs go does not matter.
    ///
    /// - Parameter other: A run that is about to be created, by the same caller and with the same ``callerName``.
    /// - Throws: `run-name-taken`, which says what is different.
    package func requireSameRequest(as other: Run) throws(RunStoreError) {
        let difference: String
        if model.name != other.model.name {
            difference = "another model, '\(model.name)'"
        } else if input.fingerprint != other.input.fingerprint {
            difference = "other inputs"
        } else if !isAtSameService(as: other) {
            difference = "another service"
        } else {
            return
        }
        throw .nameTaken(other.callerName ?? "", by: id, with: difference)
    }

    /// The model, the inputs, the service and the caller are the same; where the outputs go does not matter.
    private func asksForTheSame(as other: Run) -> Bool {
        isAtSameService(as: other) && model.name == other.model.name && model.key == other.model.key
            && input.fingerprint == other.input.fingerprint && caller == other.caller
    }

    private func isAtSameService(as other: Run) -> Bool {
        service.usesOwnEmulator == other.service.usesOwnEmulator
            && (service.usesOwnEmulator || service.endpoint == other.service.endpoint)
    }
}
