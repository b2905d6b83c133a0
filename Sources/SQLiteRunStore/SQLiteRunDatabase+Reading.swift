internal import FoundationEssentials
internal import GRDB
package import RunStore

extension SQLiteRunDatabase {
    package func run(named name: String) async throws(RunStoreError) -> Run {
        try await read { database in
            if RunID(name) != nil {
                guard let row = try database.row(RunRow.selection + "WHERE runs.id = ?", [name]) else {
                    throw RunStoreError.noSuchRun(name)
                }
                return try RunRow.run(row)
            }
            let candidates = try database.rows(
                RunRow.selection + "WHERE runs.id IN (\(RunQuery.shortened)) ORDER BY runs.id DESC",
                RunQuery.shortenedArguments(name)
            )
            guard let first = candidates.first else { throw RunStoreError.noSuchRun(name) }
            guard candidates.count == 1 else {
                let shown = try candidates.prefix(RunQuery.candidateLimit).map { try RunRow.run($0).id.description }
                throw RunStoreError.ambiguousRun(name, candidates: shown, more: candidates.count > shown.count)
            }
            return try RunRow.run(first)
        }
    }

    package func runs(_ filter: RunFilter) async throws(RunStoreError) -> [Run] {
        let (sql, arguments) = RunQuery.list(filter)
        return try await read { try $0.rows(sql, arguments).map(RunRow.run) }
    }

    package func count(_ filter: RunFilter) async throws(RunStoreError) -> Int {
        let (sql, arguments) = RunQuery.count(filter)
        return try await read { try $0.row(sql, arguments)?.decode(atIndex: 0) ?? 0 }
    }

    package func names(of runs: [RunID]) async throws(RunStoreError) -> [RunID: String] {
        try await read { database in
            var names: [RunID: String] = [:]
            for run in runs {
                let others = try database.rows(RunQuery.shortened, RunQuery.shortenedArguments(run.short))
                names[run] = others.count > 1 ? run.description : run.short
            }
            return names
        }
    }

    package func succeeded(modelKey: String, fingerprint: String) async throws(RunStoreError) -> [Run] {
        try await read { database in
            try database.rows(RunRow.selection + RunQuery.identical, [modelKey, fingerprint]).map(RunRow.run)
        }
    }

    package func run(callerName name: String, of caller: String?) async throws(RunStoreError) -> Run? {
        let name = redactor.redacted(name) ?? name
        return try await read { try $0.run(callerName: name, of: caller) }
    }
}
