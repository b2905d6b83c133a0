package import RunStore

extension RowStore {
    package func run(named name: String) async throws(RunStoreError) -> Run {
        try await read { transaction in
            if RunID(name) != nil {
                guard let run = try self.run(RunQuery.named(name), transaction) else {
                    throw RunStoreError.noSuchRun(name)
                }
                return run
            }
            let candidates = try self.runs(
                RunRow.selection + "WHERE runs.id IN (\(RunQuery.shortened(name))) ORDER BY runs.id DESC",
                transaction
            )
            guard let first = candidates.first else { throw RunStoreError.noSuchRun(name) }
            guard candidates.count == 1 else {
                let shown = candidates.prefix(RunQuery.candidateLimit).map(\.id.description)
                throw RunStoreError.ambiguousRun(name, candidates: shown, more: candidates.count > shown.count)
            }
            return first
        }
    }

    package func runs(_ filter: RunFilter) async throws(RunStoreError) -> [Run] {
        try await read { try self.runs(RunQuery.list(filter), $0) }
    }

    package func count(_ filter: RunFilter) async throws(RunStoreError) -> Int {
        try await read { try $0.value(RunQuery.count(filter)) ?? 0 }
    }

    package func succeeded(modelKey: String, fingerprint: String) async throws(RunStoreError) -> [Run] {
        try await read { try self.runs(RunQuery.identical(modelKey, fingerprint), $0) }
    }

    package func run(callerName name: String, of caller: String?) async throws(RunStoreError) -> Run? {
        let name = redactor.redacted(name) ?? name
        return try await read { try self.run(RunQuery.callerName(name, of: caller), $0) }
    }
}
