package import RunStore

/// How a queue takes enqueued runs from the store.
package struct ClaimSettings: Sendable {
    /// The models of this machine; looked at again from time to time, since they change.
    package var models: @Sendable () -> ClaimedModels
    /// What accounts may use of their services.
    package var limits: ServiceLimits
    /// How often the store is asked when no hint comes, give or take half of it.
    package var interval: Duration = .seconds(1)
    /// How often the models are looked at again, and the process says that it is there.
    package var pulse: Duration = FleetProcess.pulse
    /// What the process is there for.
    package var kind: FleetProcess.Kind
    /// The version of the program.
    package var version: String

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - models: Finds the models of this machine.
    ///   - limits: What accounts may use of their services.
    ///   - kind: What the process is there for.
    ///   - version: The version of the program.
    package init(
        models: @escaping @Sendable () -> ClaimedModels,
        limits: ServiceLimits,
        kind: FleetProcess.Kind,
        version: String
    ) {
        self.models = models
        self.limits = limits
        self.kind = kind
        self.version = version
    }
}
