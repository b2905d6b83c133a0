internal import FoundationEssentials

/// What is stuck, and why.
extension FleetState {
    /// New runs that nobody takes.
    func waits(_ facts: FleetFacts, _ limits: ServiceLimits, at time: Date) -> [Stuck] {
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
    func idle(_ facts: FleetFacts, at time: Date) -> [Stuck] {
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

    /// Tasks of runs that were removed.
    func leftSlots(_ facts: FleetFacts, at time: Date) -> [Stuck] {
        facts.slots.compactMap { slot in
            guard let removed = slot.removed, slot.isInUse(at: time) else { return nil }
            return Stuck(
                run: slot.run,
                model: removed.model,
                count: 1,
                since: slot.submitted ?? slot.taken,
                reason:
                    "it was removed, and its task\(removed.taskID.map { " '\($0)'" } ?? "") holds a slot of '\(slot.account)' "
                    + "until \(slot.end.text): once the task has ended, 'runner runs rm \(slot.run.short) --force' frees it"
            )
        }
    }

    /// Runs that have begun and that nobody drives.
    func stops(_ facts: FleetFacts, at time: Date) -> [Stuck] {
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
    func doubts(_ facts: FleetFacts) -> [Stuck] {
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
