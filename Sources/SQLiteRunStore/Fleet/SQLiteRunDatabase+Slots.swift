package import FoundationEssentials
internal import GRDB
package import RunStore

extension SQLiteRunDatabase {
    package func takeSlot(
        _ limit: ServiceLimit,
        _ lease: RunLease,
        at time: Date
    ) async throws(RunStoreError) -> SlotAnswer {
        try await write { database in
            try database.requireLease(lease)
            return try database.takeSlot(limit, for: lease.run, token: lease.token, at: time)
        }
    }

    package func noteSubmission(
        _ limit: ServiceLimit,
        _ lease: RunLease,
        at time: Date
    ) async throws(RunStoreError) -> SlotAnswer {
        try await write { database in
            try database.requireLease(lease)
            let answer = SlotRules.submission(
                limit,
                for: lease.run,
                slots: try database.slots(of: limit.account),
                submissions: try database.submissions(of: limit.account, at: time),
                at: time
            )
            guard case .taken = answer else { return answer }
            _ = try database.takeSlot(
                ServiceLimit(account: limit.account),
                for: lease.run,
                token: lease.token,
                at: time
            )
            try database.run(
                "UPDATE slots SET submitted = ? WHERE run = ?",
                [time.milliseconds, lease.run.description]
            )
            try database.run(
                "DELETE FROM submissions WHERE account = ? AND time <= ?",
                [limit.account, time.addingTimeInterval(-SlotRules.period).milliseconds]
            )
            try database.run(
                "INSERT INTO submissions (account, time) VALUES (?, ?)",
                [limit.account, time.milliseconds]
            )
            return answer
        }
    }
}
