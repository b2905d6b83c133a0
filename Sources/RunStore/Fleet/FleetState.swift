package import FoundationEssentials

/// The fleet for people and programs: machines, slots, the queue, and what is stuck and why; derived from ``FleetFacts``.
package struct FleetState: Sendable, Hashable {
    /// A process that drives runs for others.
    package struct Machine: Sendable, Hashable {
        /// The process.
        package var process: FleetProcess
        /// Whether it is there.
        package var isThere: Bool
        /// How many runs it drives now.
        package var drives: Int
    }

    /// A run that a process drives.
    package struct Lease: Sendable, Hashable {
        /// The run, with its lease.
        package var run: Run
        /// The lease.
        package var lease: RunLease
        /// Whether it is held; otherwise the next process takes the run.
        package var isHeld: Bool
    }

    /// The slots of an account.
    package struct Account: Sendable, Hashable {
        /// The service and the account; see ``ServiceLimit/account``.
        package var name: String
        /// How many slots are in use.
        package var inUse: Int
        /// How many of these belong to a submission that has begun.
        package var submitted: Int
        /// How many there are, as far as this process knows.
        package var limit: Int?
        /// When the oldest slot in use was taken.
        package var oldest: Date?
    }

    /// A run, or runs that are alike, that nobody drives although they are not new.
    package struct Stuck: Sendable, Hashable {
        /// The run; `nil` for several.
        package var run: RunID?
        /// The model's full name.
        package var model: String
        /// How many runs.
        package var count: Int
        /// Since when.
        package var since: Date
        /// Why.
        package var reason: String
    }

    /// The processes, those that are there first.
    package var machines: [Machine]
    /// The runs that are being driven, the oldest first.
    package var leases: [Lease]
    /// The accounts with slots in use or with a limit, by name.
    package var accounts: [Account]
    /// The enqueued runs that wait for their first driver.
    package var waiting: [FleetFacts.Waiting]
    /// What is stuck, the oldest first.
    package var stuck: [Stuck]

    /// How many enqueued runs wait.
    package var depth: Int { waiting.reduce(0) { $0 + $1.count } }
    /// When the oldest of them was recorded.
    package var oldest: Date? { waiting.map(\.oldest).min() }

    /// After how long a run that waits counts as stuck.
    package static let patience: TimeInterval = 60

    /// Draws conclusions.
    ///
    /// - Parameters:
    ///   - facts: What the store knows.
    ///   - limits: What accounts may use, as far as this process knows.
    ///   - time: Now.
    package init(_ facts: FleetFacts, limits: ServiceLimits, at time: Date) {
        leases = facts.driven.compactMap { run in
            run.lease.map { Lease(run: run, lease: $0, isHeld: $0.isHeld(at: time)) }
        }
        let drives = Dictionary(grouping: leases.filter(\.isHeld), by: \.lease.owner).mapValues(\.count)
        machines = facts.processes.map {
            Machine(process: $0, isThere: $0.isThere(at: time), drives: drives[$0.owner, default: 0])
        }
        .sorted { ($0.isThere ? 0 : 1, $0.process.started) < ($1.isThere ? 0 : 1, $1.process.started) }
        accounts = Self.accounts(facts, limits, at: time)
        waiting = facts.waiting
        stuck = []
        stuck = waits(facts, limits, at: time) + stops(facts, at: time) + idle(facts, at: time) + doubts(facts)
        stuck += leftSlots(facts, at: time)
        stuck.sort { ($0.since, $0.model) < ($1.since, $1.model) }
    }
}

// MARK: - Conclusions

extension FleetState {
    private static func accounts(_ facts: FleetFacts, _ limits: ServiceLimits, at time: Date) -> [Account] {
        let used = Dictionary(grouping: facts.slots.filter { $0.isInUse(at: time) }, by: \.account)
        let known = limits.slots.keys.map { limits.limit(of: $0, endpoint: nil).account }
        return Set(used.keys).union(known).sorted().map { name in
            let slots = used[name] ?? []
            // The word before the account's name and the endpoint.
            let service = String(name.prefix { $0 != "/" && $0 != "@" })
            return Account(
                name: name,
                inUse: slots.count,
                submitted: slots.count { $0.submitted != nil },
                limit: limits.slots[service],
                oldest: slots.map(\.taken).min()
            )
        }
    }
}
