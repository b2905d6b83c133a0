package import FoundationEssentials
internal import RunRows
package import RunStore

extension PostgresRunDatabase {
    package func announce(_ process: FleetProcess, at time: Date) async throws(RunStoreError) {
        try await write { transaction in
            let time = self.leaseTime(time, transaction)
            let forgotten = time.addingTimeInterval(-(FleetProcess.memory / .seconds(1)))
            // Two processes that forget the same ones must not wait for each other.
            try transaction.run(
                """
                DELETE FROM processes WHERE ctid IN (
                    SELECT ctid FROM processes WHERE seen < \(forgotten) FOR UPDATE SKIP LOCKED
                )
                """
            )
            try transaction.run(try ProcessRow.replacement(process, seen: time))
        }
    }
}
