package import FoundationEssentials
package import RunStore

extension PostgresRunDatabase {
    package func run(named name: String) async throws(RunStoreError) -> Run {
        try await read { transaction in
            if RunID(name) != nil {
                guard let row = try transaction.row(RunRow.selection + "WHERE runs.id = \(name)") else {
                    throw RunStoreError.noSuchRun(name)
                }
                return try self.run(row, transaction)
            }
            let candidates = try transaction.rows(
                RunRow.selection + "WHERE runs.id IN (\(RunQuery.shortened(name))) ORDER BY runs.id DESC"
            )
            guard let first = candidates.first else { throw RunStoreError.noSuchRun(name) }
            guard candidates.count == 1 else {
                let shown = try candidates.prefix(RunQuery.candidateLimit)
                    .map { try self.run($0, transaction).id.description }
                throw RunStoreError.ambiguousRun(name, candidates: shown, more: candidates.count > shown.count)
            }
            return try self.run(first, transaction)
        }
    }

    package func runs(_ filter: RunFilter) async throws(RunStoreError) -> [Run] {
        try await read { transaction in
            try transaction.rows(RunQuery.list(filter)).map { try self.run($0, transaction) }
        }
    }

    package func count(_ filter: RunFilter) async throws(RunStoreError) -> Int {
        try await read { try $0.row(RunQuery.count(filter))?.value() ?? 0 }
    }

    package func names(of runs: [RunID]) async throws(RunStoreError) -> [RunID: String] {
        try await read { transaction in
            var names: [RunID: String] = [:]
            // One exchange for all: a list of a thousand would take a second over a network.
            let parts = runs.map { run -> SQL in
                "(SELECT count(*) FROM (\(RunQuery.shortened(run.short))) AS others)"
            }
            for start in stride(from: 0, to: runs.count, by: 500) {
                let range = start..<min(start + 500, runs.count)
                let row = try transaction.row("SELECT \(parts[range].joined(", "))")
                for (run, count) in zip(runs[range], row?.columns ?? []) {
                    names[run] = try Int.column(count) > 1 ? run.description : run.short
                }
            }
            return names
        }
    }

    package func succeeded(modelKey: String, fingerprint: String) async throws(RunStoreError) -> [Run] {
        try await read { transaction in
            try transaction.rows(RunRow.selection + RunQuery.identical(modelKey, fingerprint))
                .map { try self.run($0, transaction) }
        }
    }

    package func run(callerName name: String, of caller: String?) async throws(RunStoreError) -> Run? {
        let name = redactor.redacted(name) ?? name
        return try await read { transaction in
            try transaction.row(RunRow.selection + RunQuery.callerName(name, of: caller))
                .map { try self.run($0, transaction) }
        }
    }

    package func charges(since: Date?, by key: ChargeKey?) async throws(RunStoreError) -> [ChargeGroup] {
        try await read { transaction in
            // No run has an empty name.
            try transaction.rows(ChargeRow.sums(by: key, since: since?.milliseconds ?? .min, besides: ""))
                .map(ChargeRow.group)
        }
    }

    package func reserve(_ budget: RunBudget, _ lease: RunLease, at time: Date) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.requireLease(lease)
            guard let (facts, charge) = try transaction.chargeFacts(of: lease.run) else { return }
            guard facts.isCharged, charge?.state != .paid else { return }
            try transaction.require(budget, for: facts.estimate, of: lease.run, at: time)
            try transaction.updateCharge(of: lease.run, at: time, isAboutToPay: true)
        }
    }
}
