import Synchronization

/// The faults of a running emulator, shared by everything that can go wrong.
///
/// A mutex guards the plan, since no operation waits.
final class ActiveFaults: Sendable {
    /// What can be requested.
    let catalog: FaultCatalog

    private let plan: Mutex<FaultPlan>

    /// Starts with some faults.
    ///
    /// - Parameters:
    ///   - faults: What is to go wrong.
    ///   - catalog: What can be requested later.
    init(_ faults: [Fault], _ catalog: FaultCatalog) {
        self.catalog = catalog
        plan = Mutex(FaultPlan(faults))
    }

    /// The faults that are still to happen.
    var remaining: [Fault] { plan.withLock { $0.remaining } }

    /// Adds faults after the others.
    func add(_ faults: [Fault]) { plan.withLock { plan in faults.forEach { plan.add($0) } } }

    /// Removes all faults.
    func clear() { plan.withLock { $0.clear() } }

    /// Returns what goes wrong now, and counts it.
    ///
    /// - Parameter target: Where something happens.
    /// - Returns: The fault, or `nil` when nothing goes wrong.
    func take(at target: Fault.Target) -> Fault? { plan.withLock { $0.take(at: target) } }
}
