internal import ErrorReporting
package import FoundationEssentials
internal import InferenceKit

/// Decides whether and when a run that a queue drives goes on after it has stopped without an end.
package enum RestRules {
    /// What has stopped a run.
    package enum Cause: Sendable, Hashable, CaseIterable {
        /// Its process hands it over, or it waits for its turn at the service: it may go on at once.
        case handover
        /// What it needs is away, busy or not set up on this machine: files, the service, money, the store, keys.
        case surroundings
        /// The service refuses the account, and would refuse every other run of it.
        case account
        /// The run itself: its model crashes, or its inputs cannot be used.
        case run
    }

    /// How often a run itself may be the cause, until it is given up; what is paid for is never given up.
    package static let mostFaults = 4

    /// Finds out what has stopped a run.
    ///
    /// - Parameter code: The stable name of the error.
    /// - Returns: The cause; an unknown error is a fault of the run, so that it does not come back for ever.
    package static func cause(of code: String) -> Cause {
        switch code {
        case RunnerError.Code.interrupted.name, RunStoreError.Code.leaseLost.rawValue,
            RunStoreError.Code.noSlot.rawValue:
            .handover
        case PredictionError.Code.accessDenied.rawValue: .account
        case PredictionError.Code.serviceUnavailable.rawValue, PredictionError.Code.deadlineExceeded.rawValue,
            PredictionError.Code.configuration.rawValue, PredictionError.Code.cannotWrite.rawValue,
            RunnerError.Code.missingSecret.name, RunnerError.Code.modelMissing.name,
            RunnerError.Code.modelChanged.name, RunStoreError.Code.overBudget.rawValue,
            RunStoreError.Code.unusable.rawValue, RunStoreError.Code.locked.rawValue, "files-unreachable":
            .surroundings
        default: .run
        }
    }

    /// Whether what has stopped a run may stop the others of its account as well, which then wait for a while.
    ///
    /// What the store of runs, the store of files or the disk of this machine lacks says nothing about an account: once it is there
    /// again, all runs go on at once.
    ///
    /// - Parameter code: The stable name of the error.
    /// - Returns: Whether it counts for the circuit breaker of the account.
    package static func mayConcernAccount(_ code: String) -> Bool {
        switch code {
        case RunStoreError.Code.unusable.rawValue, RunStoreError.Code.newerVersion.rawValue, "files-unreachable",
            PredictionError.Code.cannotWrite.rawValue:
            false
        default: cause(of: code) != .handover
        }
    }

    /// Whether a run that has stopped is not tried again.
    ///
    /// - Parameters:
    ///   - cause: What has stopped it.
    ///   - faults: How often the run itself was the cause before.
    ///   - isPaid: Whether it is paid for.
    /// - Returns: Whether it ends as failed.
    package static func isGivenUp(_ cause: Cause, after faults: Int, isPaid: Bool) -> Bool {
        cause == .run && faults >= mostFaults && !isPaid
    }

    /// How long a run rests.
    ///
    /// Each rest is twice as long as the one before, unless the run has gone well meanwhile. The record shows how long that was,
    /// so every process goes on where the last one was.
    ///
    /// - Parameters:
    ///   - cause: What has stopped it.
    ///   - run: The run, as it was recorded before it was driven this time.
    ///   - shortest: The first rest.
    ///   - longest: The longest rest.
    ///   - time: Now.
    /// - Returns: The rest; zero when the run may go on at once.
    package static func rest(
        after cause: Cause,
        of run: Run,
        from shortest: Duration,
        to longest: Duration,
        at time: Date
    ) -> Duration {
        switch cause {
        case .handover: return .zero
        case .account: return longest
        case .surroundings, .run: break
        }
        let last = Duration.seconds(run.restsUntil.map { $0.timeIntervalSince(run.updated) } ?? 0)
        let isRecent = run.restsUntil.map { $0.addingTimeInterval(longest / .seconds(1)) > time } ?? false
        return min(longest, isRecent ? max(shortest, last * 2) : shortest)
    }
}
