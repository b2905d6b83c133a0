/// What a process asks for that drives enqueued runs.
package struct RunClaim: Sendable, Hashable {
    /// The content keys of the models that it has; see ``RunModel/key``.
    package var modelKeys: Set<String>
    /// The most runs to take.
    package var count: Int
    /// What the accounts of this machine may use.
    package var limits: ServiceLimits

    /// Creates a claim; each parameter is the property of the same name.
    package init(modelKeys: Set<String>, count: Int, limits: ServiceLimits = ServiceLimits()) {
        self.modelKeys = modelKeys
        self.count = count
        self.limits = limits
    }
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
