package import FoundationEssentials

/// Decides whether a run gets a slot; a store only finds the facts, under the lock of the account's row.
package enum SlotRules {
    /// The period in which submissions are counted.
    package static let period: TimeInterval = 60

    /// Decides whether a run may have a slot and continue to its submission.
    ///
    /// A run that has taken a slot and not submitted yet counts as a submission of the last minute, so that no more than the limit
    /// can arrive at the service in any minute, however long the uploads before them take.
    ///
    /// - Parameters:
    ///   - limit: What the account may use.
    ///   - run: The run that asks.
    ///   - slots: All slots of the account.
    ///   - submissions: How many submissions of the account began in the ``period`` before now.
    ///   - time: Now.
    /// - Returns: The answer; a run that has a slot in use already gets it again.
    package static func answer(
        _ limit: ServiceLimit,
        for run: RunID,
        slots: [Slot],
        submissions: Int,
        at time: Date
    ) -> SlotAnswer {
        let used = slots.filter { $0.isInUse(at: time) }
        if used.contains(where: { $0.run == run }) { return .taken }
        if let count = limit.slots, used.count >= count {
            return busy(limit, count, used, at: time)
        }
        return rate(limit, for: run, used, submissions)
    }

    /// Decides whether a run that has a slot may submit now.
    ///
    /// The first submission was counted when the slot was taken; each further one, as after a refusal, counts as itself.
    ///
    /// - Parameters:
    ///   - limit: What the account may use.
    ///   - run: The run that asks.
    ///   - slots: All slots of the account.
    ///   - submissions: How many submissions of the account began in the ``period`` before now.
    ///   - time: Now.
    /// - Returns: The answer.
    package static func submission(
        _ limit: ServiceLimit,
        for run: RunID,
        slots: [Slot],
        submissions: Int,
        at time: Date
    ) -> SlotAnswer {
        let used = slots.filter { $0.isInUse(at: time) }
        guard let own = used.first(where: { $0.run == run }) else {
            return answer(limit, for: run, slots: slots, submissions: submissions, at: time)
        }
        guard own.submitted == nil else { return rate(limit, for: run, used, submissions) }
        // A process that was suspended for longer than its lease finds others in its place; of those that have not submitted
        // either, whoever came first goes first.
        let ahead = used.count {
            $0.run != run && ($0.submitted != nil || ($0.taken, $0.run) < (own.taken, own.run))
        }
        guard let count = limit.slots, ahead >= count else { return .taken }
        return busy(limit, count, used.filter { $0.run != run }, at: time)
    }

    /// Whether the slot of a run that has not submitted ends, since its process could not renew the lease in time.
    ///
    /// - Parameters:
    ///   - lease: The lease before it is renewed.
    ///   - time: Now.
    /// - Returns: Whether others may have taken the slot by now.
    package static func lapses(with lease: RunLease, at time: Date) -> Bool { lease.expires <= time }

    private static func busy(_ limit: ServiceLimit, _ count: Int, _ used: [Slot], at time: Date) -> SlotAnswer {
        let idle = used.filter { $0.lease?.isHeld(at: time) != true }.min { $0.taken < $1.taken }
        return .busy(.slots(account: limit.account, inUse: used.count, of: count, idle: idle?.run))
    }

    private static func rate(
        _ limit: ServiceLimit,
        for run: RunID,
        _ used: [Slot],
        _ submissions: Int
    ) -> SlotAnswer {
        guard let perMinute = limit.submissionsPerMinute else { return .taken }
        let coming = used.count { $0.run != run && $0.submitted == nil }
        return submissions + coming < perMinute ? .taken : .busy(.rate(account: limit.account, perMinute: perMinute))
    }
}
