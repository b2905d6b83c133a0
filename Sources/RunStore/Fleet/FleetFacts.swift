package import FoundationEssentials

/// What a store knows about the fleet at one moment; ``FleetState`` draws the conclusions.
package struct FleetFacts: Sendable, Hashable {
    /// Enqueued runs that wait and are alike.
    package struct Waiting: Sendable, Hashable {
        /// The model's full name.
        package var model: String
        /// The model's content key.
        package var modelKey: String
        /// The service that it calls; `nil` for none.
        package var service: String?
        /// The address used instead of the service's own.
        package var endpoint: String?
        /// How many there are.
        package var count: Int
        /// When the oldest of them was recorded.
        package var oldest: Date

        /// Creates a group; each parameter is the property of the same name.
        package init(
            model: String,
            modelKey: String,
            service: String?,
            endpoint: String?,
            count: Int,
            oldest: Date
        ) {
            self.model = model
            self.modelKey = modelKey
            self.service = service
            self.endpoint = endpoint
            self.count = count
            self.oldest = oldest
        }
    }

    /// The processes that have announced themselves and are not forgotten, the oldest first.
    package var processes: [FleetProcess] = []
    /// The runs that have not ended and have a lease, expired or not, the oldest first.
    package var driven: [Run] = []
    /// The slots of runs that have not ended or whose outcome is unknown, and those that runs have left that were removed.
    package var slots: [Slot] = []
    /// The runs that have not ended, have a slot and are not enqueued, so that only their users continue them, the oldest first.
    package var holders: [Run] = []
    /// The enqueued runs that have not begun, were never interrupted and have no lease, by model, service and endpoint.
    package var waiting: [Waiting] = []
    /// The enqueued runs that have begun or were interrupted, have not ended and have no lease, the oldest first.
    package var stopped: [Run] = []
    /// The runs of unknown outcome, the oldest first.
    package var unknown: [Run] = []

    /// Creates facts of an empty fleet.
    package init() {}

    /// Whether a process is there that drives enqueued runs.
    ///
    /// - Parameter time: Now.
    /// - Returns: Whether an enqueued run may be taken without anybody doing something.
    package func isThereWork(at time: Date) -> Bool {
        processes.contains { $0.takesEnqueuedRuns && $0.isThere(at: time) }
    }
}
