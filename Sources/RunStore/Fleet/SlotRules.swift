package import FoundationEssentials

/// Decides whether a run gets a slot; a store only finds the facts, under the lock of the account's row.
package enum SlotRules {
    /// The period in which submissions are counted.
    package static let period: TimeInterval = 60

    /// Decides whether a run may have a slot and continue to its submission.
    ///
    /// Only submissions count towards the rate, at the moment when they begin: a run may spend any time on its uploads before. While a
    /// minute has as many as it may, no other run begins.
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
        return rate(limit, submissions)
    }

    /// How many more runs may have a slot now, which ``answer(_:for:slots:submissions:at:)`` then gives them.
    ///
    /// - Parameters:
    ///   - limit: What the account may use.
    ///   - used: The slots of the account that are in use.
    ///   - submissions: How many submissions of the account began in the ``period`` before now.
    /// - Returns: The number; `Int.max` when nothing limits it.
    package static func room(_ limit: ServiceLimit, used: [Slot], submissions: Int) -> Int {
        guard case .taken = rate(limit, submissions) else { return 0 }
        return limit.slots.map { max(0, $0 - used.count) } ?? .max
    }

    /// Decides whether a run that has a slot may submit now; each submission counts, also another one of the same run.
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
        guard own.submitted == nil else { return rate(limit, submissions) }
        // A process that was suspended for longer than its lease finds others in its place; of those that have not submitted
        // either, whoever came first goes first.
        let ahead = used.count {
            $0.run != run && ($0.submitted != nil || ($0.taken, $0.run) < (own.taken, own.run))
        }
        guard let count = limit.slots, ahead >= count else { return rate(limit, submissions) }
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
        let idle = used.filter { $0.removed == nil && $0.lease?.isHeld(at: time) != true }.min { $0.taken < $1.taken }
        return .busy(.slots(account: limit.account, inUse: used.count, of: count, idle: idle?.run))
    }

    private static func rate(_ limit: ServiceLimit, _ submissions: Int) -> SlotAnswer {
        guard let perMinute = limit.submissionsPerMinute else { return .taken }
        return submissions < perMinute ? .taken : .busy(.rate(account: limit.account, perMinute: perMinute))
    }
}
