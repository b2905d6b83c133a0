package import RunStore

/// How a queue takes enqueued runs from the store.
package struct ClaimSettings: Sendable {
    /// The models of this machine; read again from time to time, since they change.
    package var models: @Sendable () -> ClaimedModels
    /// What accounts may use of their services.
    package var limits: ServiceLimits
    /// How often the store is asked when no hint comes, give or take half of it.
    package var interval: Duration = .seconds(1)

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - models: Finds the models of this machine.
    ///   - limits: What accounts may use of their services.
    package init(models: @escaping @Sendable () -> ClaimedModels, limits: ServiceLimits) {
        self.models = models
        self.limits = limits
    }
}
