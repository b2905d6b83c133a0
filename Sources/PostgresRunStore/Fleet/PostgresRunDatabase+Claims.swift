package import FoundationEssentials
internal import RunRows
package import RunStore

extension PostgresRunDatabase {
    package func claim(
        _ claim: RunClaim,
        for owner: RunOwner,
        at time: Date
    ) async throws(RunStoreError) -> [RunLease] {
        guard claim.count > 0, !claim.modelKeys.isEmpty else { return [] }
        return try await write { transaction in
            var search = ClaimSearch(transaction, claim, for: owner, at: self.leaseTime(time, transaction))
            return try search.leases()
        }
    }

    package func hints() -> AsyncStream<Void> { listener.hints() }
}
