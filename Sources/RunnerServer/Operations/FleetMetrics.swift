internal import FoundationEssentials
internal import RunStore

/// What 'runner fleet' shows, for a monitoring system.
struct FleetMetrics {
    private let metrics: ServerMetrics

    init(_ metrics: ServerMetrics) {
        self.metrics = metrics
    }

    /// Shows the fleet as it is now.
    ///
    /// - Parameters:
    ///   - fleet: The fleet.
    ///   - now: Now.
    func show(_ fleet: FleetState, at now: Date) {
        metrics.show("runner.fleet.machines", [], Double(fleet.machines.count(where: \.isThere)))
        metrics.show("runner.fleet.leases", [], Double(fleet.leases.count(where: \.isHeld)))
        metrics.show("runner.fleet.queue.length", [], Double(fleet.depth))
        metrics.show("runner.fleet.queue.age", [], fleet.oldest.map { max(0, now.timeIntervalSince($0)) } ?? 0)
        metrics.show("runner.fleet.stuck", [], Double(fleet.stuck.reduce(0) { $0 + $1.count }))
        for account in fleet.accounts {
            metrics.show("runner.fleet.slots.used", [("account", account.name)], Double(account.inUse))
            guard let limit = account.limit else { continue }
            metrics.show("runner.fleet.slots.limit", [("account", account.name)], Double(limit))
        }
    }
}
