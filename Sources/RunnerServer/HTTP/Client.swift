package import RunnerCore
internal import Spending

/// Who sent a request, and what they may do.
package struct Client: Sendable, Hashable {
    /// The name by which the record knows them.
    package var name: String
    /// The full names of the models that they may use; `nil` for all.
    package var models: Set<String>?
    /// The most that one run may cost, in US dollars; `nil` for the server's limit.
    package var maxCost: Double?
    /// The most that all their runs of 24 hours may cost, in US dollars; `nil` for the server's limit.
    package var maxCostPerDay: Double?

    /// Describes a client; each parameter is the property of the same name.
    package init(name: String, models: Set<String>? = nil, maxCost: Double? = nil, maxCostPerDay: Double? = nil) {
        self.name = name
        self.models = models
        self.maxCost = maxCost
        self.maxCostPerDay = maxCostPerDay
    }

    /// Whoever reaches a server that needs no tokens.
    package static let anonymous = Client(name: "anonymous")

    /// What the client may spend, within what the server allows everyone.
    ///
    /// - Parameter settings: The server's limits.
    /// - Returns: The consent of the server's owner.
    func allowance(within settings: ServerSettings) -> Allowance {
        Allowance(
            caller: name,
            perRun: [maxCost, settings.maxCost].compactMap(\.self).min(),
            perDay: maxCostPerDay,
            perDayForAll: settings.maxCostPerDay
        )
    }

    /// The same for the core.
    package var caller: Caller { .remote(name) }
}
