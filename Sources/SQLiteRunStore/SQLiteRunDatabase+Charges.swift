package import FoundationEssentials
internal import GRDB
package import RunStore

extension SQLiteRunDatabase {
    package func charges(since: Date?, by key: ChargeKey?) async throws(RunStoreError) -> [ChargeGroup] {
        try await read { database in
            // No run has an empty name.
            try database.rows(ChargeRow.sums(by: key), [since?.milliseconds ?? .min, ""]).map(ChargeRow.group)
        }
    }

    package func reserve(_ budget: RunBudget, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        try await write { database in
            try database.requireLease(lease)
            guard let (facts, charge) = try database.chargeFacts(of: lease.run) else { return }
            guard facts.isCharged, charge?.state != .paid else { return }
            try database.require(budget, for: facts.estimate, of: lease.run, at: time)
            try database.updateCharge(of: lease.run, at: time, isAboutToPay: true)
        }
    }
}
