package import FoundationEssentials
package import RunStore

extension PostgresRunDatabase {
    package func takeSlot(
        _ limit: ServiceLimit,
        _ lease: RunLease,
        at time: Date
    ) async throws(RunStoreError) -> SlotAnswer {
        try await write { transaction in
            try transaction.requireLease(lease)
            if limit.countsAnything { try transaction.lock(limit.lockWord) }
            let time = self.leaseTime(time, transaction)
            return try transaction.takeSlot(limit, for: lease.run, token: lease.token, at: time)
        }
    }

    package func noteSubmission(
        _ limit: ServiceLimit,
        _ lease: RunLease,
        at time: Date
    ) async throws(RunStoreError) -> SlotAnswer {
        try await write { transaction in
            try transaction.requireLease(lease)
            try transaction.lock(limit.lockWord)
            let time = self.leaseTime(time, transaction)
            let answer = SlotRules.submission(
                limit,
                for: lease.run,
                slots: try transaction.slots(of: limit.account),
                submissions: try transaction.submissions(of: limit.account, at: time),
                at: time
            )
            guard case .taken = answer else { return answer }
            let free = ServiceLimit(account: limit.account)
            _ = try transaction.takeSlot(free, for: lease.run, token: lease.token, at: time)
            try transaction.run(
                "UPDATE slots SET submitted = \(time.milliseconds) WHERE run = \(lease.run.description)"
            )
            let old = time.addingTimeInterval(-SlotRules.period).milliseconds
            try transaction.run("DELETE FROM submissions WHERE account = \(limit.account) AND time <= \(old)")
            try transaction.run(
                "INSERT INTO submissions (account, time) VALUES (\(limit.account), \(time.milliseconds))"
            )
            return answer
        }
    }
}
