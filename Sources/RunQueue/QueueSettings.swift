package import ServiceAccess

/// How a queue behaves.
package struct QueueSettings: Sendable {
    /// Maximum number of concurrent runs.
    package var concurrency: Int
    /// How many runs may wait.
    package var length: Int
    /// How many tasks each service takes at a time, by the service's name; a service without an entry decides itself.
    package var slots: [String: Int]
    /// The emulator that stands in for the services, while there is one.
    package var emulator: EmulatorProcess.Address?
    /// How long to wait before an interrupted run continues, the first time; each further time takes twice as long.
    package var pause: Duration = .seconds(2)
    /// The longest such wait, and how long an account rests that the service refuses.
    package var longestPause: Duration = .seconds(600)
    /// Which enqueued runs it takes besides those that it has accepted; `nil` for none.
    package var claims: ClaimSettings?
    /// As what it shows itself in the fleet; `nil` for not at all.
    package var presence: FleetPresence?
    /// Whether runs are only recorded here, for other processes to drive.
    package var onlyEnqueues = false
    /// Whether it continues runs of remote callers that no process drives, as a server does after a restart.
    ///
    /// A process that takes enqueued runs does not: a server that waits for a place has no lease on what it has accepted.
    var takesAbandonedRuns: Bool { claims == nil && concurrency > 0 }
    /// How often the store is searched for runs that no process drives any longer.
    package var searchInterval: Duration = .seconds(15)

    /// How long the worker of a model waits for its next run until it is stopped; each run has a worker of its own with zero.
    package var workerPatience: Duration = .seconds(60)

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - concurrency: Maximum number of concurrent runs.
    ///   - length: How many runs may wait.
    ///   - slots: How many tasks each service takes at a time.
    ///   - emulator: The emulator that stands in for the services.
    package init(
        concurrency: Int,
        length: Int,
        slots: [String: Int] = [:],
        emulator: EmulatorProcess.Address? = nil
    ) {
        self.concurrency = concurrency
        self.length = length
        self.slots = slots
        self.emulator = emulator
    }
}
