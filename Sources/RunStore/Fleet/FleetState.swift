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

    /// New runs that nobody takes.
    private func waits(_ facts: FleetFacts, _ limits: ServiceLimits, at time: Date) -> [Stuck] {
        waiting.compactMap { group in
            let reason = reason(group, limits) ?? refusal(group, facts, at: time) ?? misdirection(group, limits)
            guard let reason else { return nil }
            guard time >= group.oldest.addingTimeInterval(Self.patience) || !reason.passes else { return nil }
            return Stuck(run: nil, model: group.model, count: group.count, since: group.oldest, reason: reason.text)
        }
    }

    private func reason(_ group: FleetFacts.Waiting, _ limits: ServiceLimits) -> (text: String, passes: Bool)? {
        let present = machines.filter { $0.isThere && $0.process.takesEnqueuedRuns }
        guard !present.isEmpty else {
            return ("no process executes enqueued runs; start one with 'runner work'", false)
        }
        guard present.contains(where: { $0.process.models[group.modelKey] != nil }) else {
            let other = present.contains { $0.process.models.values.contains(group.model) }
            return (
                other
                    ? "the machines have a different version of the model than the one that these runs were accepted with"
                    : "no machine has the model", false
            )
        }
        if let service = group.service {
            let name = limits.limit(of: service, endpoint: group.endpoint).account
            if let account = accounts.first(where: { $0.name == name }), let limit = account.limit,
                account.inUse >= limit
            {
                return ("all \(limit) slots of '\(name)' are in use", true)
            }
        }
        let able = present.filter { $0.process.models[group.modelKey] != nil }
        guard able.allSatisfy({ $0.drives >= $0.process.concurrency }) else { return nil }
        return ("all machines that have the model are busy", true)
    }

    /// Machines submit nothing more to an account that was refused: another run of it rests, and says why.
    private func refusal(
        _ group: FleetFacts.Waiting,
        _ facts: FleetFacts,
        at time: Date
    ) -> (text: String, passes: Bool)? {
        let refused = facts.stopped.last { run in
            run.service.name == group.service && run.service.endpoint == group.endpoint && group.service != nil
                && run.restsUntil.map { $0 > time } ?? false
        }
        guard let refused, let failure = refused.failure else { return nil }
        return ("no tasks are submitted because the run \(refused.id.short) was interrupted: \(failure.message)", true)
    }

    /// Machines that are free take no run whose service has another address with them.
    private func misdirection(_ group: FleetFacts.Waiting, _ limits: ServiceLimits) -> (text: String, passes: Bool)? {
        guard let service = group.service, limits.submissionsPerMinute[service] == nil else { return nil }
        let address = group.endpoint.map { "at '\($0)'" } ?? "at the service's own address"
        return (
            "no machine takes them: they were accepted for '\(service)' \(address), and machines may use another", true
        )
    }

    /// Tasks that hold a slot although no process waits for them or will.
    private func idle(_ facts: FleetFacts, at time: Date) -> [Stuck] {
        let slots = Dictionary(facts.slots.map { ($0.run, $0) }) { first, _ in first }
        return facts.holders.compactMap { run in
            guard let slot = slots[run.id], slot.isInUse(at: time), run.lease?.isHeld(at: time) != true else {
                return nil
            }
            return Stuck(
                run: run.id,
                model: run.model.name,
                count: 1,
                since: slot.submitted ?? slot.taken,
                reason:
                    "it holds a slot of '\(slot.account)', and no process is executing it; continue it with "
                    + "'runner runs resume \(run.id.short)'"
            )
        }
    }

    /// Runs that have begun and that nobody drives.
    private func stops(_ facts: FleetFacts, at time: Date) -> [Stuck] {
        let expired = leases.filter { !$0.isHeld && $0.run.isEnqueued }.map { lease in
            let owner = lease.lease.owner
            return Stuck(
                run: lease.run.id,
                model: lease.run.model.name,
                count: 1,
                since: lease.lease.expires,
                reason:
                    "process \(owner.processID) on '\(owner.host)', which was executing it, is gone; another will take over"
            )
        }
        let stopped = facts.stopped.compactMap { run -> Stuck? in
            var reason: String
            if let end = run.restsUntil, end > time {
                reason = "it was interrupted \(run.interruptions) times and waits until \(end.text)"
            } else if time >= run.updated.addingTimeInterval(Self.patience) {
                reason = self.reason(FleetFacts.Waiting(run), ServiceLimits())?.text ?? "no process has taken it"
            } else {
                return nil
            }
            if let failure = run.failure { reason += ": \(failure.message)" }
            return Stuck(run: run.id, model: run.model.name, count: 1, since: run.updated, reason: reason)
        }
        return expired + stopped
    }

    /// Runs that need a person.
    private func doubts(_ facts: FleetFacts) -> [Stuck] {
        facts.unknown.map { run in
            Stuck(
                run: run.id,
                model: run.model.name,
                count: 1,
                since: run.updated,
                reason:
                    "the outcome of a paid submission is unknown: 'runner runs show \(run.id.short)' says what to do"
            )
        }
    }
}

extension FleetFacts.Waiting {
    fileprivate init(_ run: Run) {
        self.init(
            model: run.model.name,
            modelKey: run.model.key,
            service: run.service.name,
            endpoint: run.service.endpoint,
            count: 1,
            oldest: run.created
        )
    }
}
