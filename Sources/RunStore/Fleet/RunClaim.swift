package import FoundationEssentials

/// What a process asks for that drives enqueued runs.
package struct RunClaim: Sendable, Hashable {
    /// The content keys of the models that it has; see ``RunModel/key``.
    package var modelKeys: Set<String>
    /// The most runs to take.
    package var count: Int
    /// What the accounts of this machine may use.
    package var limits: ServiceLimits
    /// The addresses that this machine uses instead of the services' own, by the service's name.
    ///
    /// Of these services, only runs with the same address are taken; a run of another service is driven with its own address.
    package var endpoints: [String: String]
    /// Runs that are not taken, since this process has them, even if it could not keep their leases.
    package var known: Set<RunID>

    /// Creates a claim; each parameter is the property of the same name.
    package init(
        modelKeys: Set<String>,
        count: Int,
        limits: ServiceLimits = ServiceLimits(),
        endpoints: [String: String] = [:],
        known: Set<RunID> = []
    ) {
        self.modelKeys = modelKeys
        self.count = count
        self.limits = limits
        self.endpoints = endpoints
        self.known = known
    }
}

/// A time in which no process takes an enqueued run that was interrupted.
package struct RunRest: Sendable, Hashable {
    /// How long it is.
    package var length: Duration
    /// Why the run was interrupted.
    package var failure: RunFailure
    /// Whether the run itself was the cause, which counts in ``Run/interruptions``.
    package var counts: Bool

    /// Creates a rest; each parameter is the property of the same name.
    package init(_ length: Duration, after failure: RunFailure, counts: Bool) {
        self.length = length
        self.failure = failure
        self.counts = counts
    }

    /// When it ends.
    ///
    /// - Parameter time: When it begins.
    /// - Returns: The end.
    package func end(from time: Date) -> Date { time.addingTimeInterval(length / .seconds(1)) }
}

/// The order in which enqueued runs are taken; the same in every store.
package enum ClaimOrder {
    /// The callers in the order of their turns: who has the fewest runs being driven comes first.
    ///
    /// - Parameters:
    ///   - callers: The callers with runs that wait; `nil` is the user of this machine.
    ///   - driven: How many runs of each are being driven.
    /// - Returns: The callers; equal ones by name.
    package static func turns(_ callers: some Sequence<String?>, driven: [String?: Int]) -> [String?] {
        callers.sorted { (driven[$0, default: 0], $0 ?? "") < (driven[$1, default: 0], $1 ?? "") }
    }
}
