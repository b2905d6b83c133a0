internal import FoundationEssentials
package import RunStore

/// The queries over many runs, each of which uses an index.
package enum RunQuery {
    /// How many runs are listed when a shortened name matches several.
    static let candidateLimit = 5

    /// The names that begin with a text, in either part.
    package static func shortened(_ name: String) -> SQL {
        // No name contains a character that sorts after this one.
        let end = "\(name)~"
        let limit = SQL(text: "LIMIT \(candidateLimit + 1)")
        return """
            SELECT id FROM (SELECT id FROM runs WHERE id >= \(name) AND id < \(end) \(limit)) AS whole
            UNION
            SELECT id FROM (SELECT id FROM runs WHERE substr(id, 12) >= \(name) AND substr(id, 12) < \(end) \(limit)) AS short
            """
    }

    /// The run with a name.
    static func named(_ name: String) -> SQL { RunRow.selection + "WHERE runs.id = \(name)" }

    /// The succeeded runs of a request, newest first.
    package static func identical(_ modelKey: String, _ fingerprint: String) -> SQL {
        RunRow.selection + """
            WHERE runs.status = 'succeeded' AND runs.model_key = \(modelKey) AND runs.fingerprint = \(fingerprint)
            ORDER BY runs.created DESC, runs.id DESC
            """
    }

    /// The runs of a request that have not ended or whose outcome is unknown, newest first.
    package static func open(_ modelKey: String, _ fingerprint: String) -> SQL {
        RunRow.selection + """
            WHERE \(.isOpenOrUnknown) AND runs.model_key = \(modelKey)
                AND runs.fingerprint = \(fingerprint)
            ORDER BY runs.created DESC, runs.id DESC
            """
    }

    /// The run to which a caller has given a name.
    package static func callerName(_ name: String, of caller: String?) -> SQL {
        RunRow.selection + "WHERE runs.caller_name = \(name) AND coalesce(runs.caller, '') = \(caller ?? "")"
    }

    /// A list, newest first.
    ///
    /// An index gives the runs with one status in order; those of several are merged, so that no more is read than shown.
    package static func list(_ filter: RunFilter) -> SQL {
        let direction: SQL = filter.before == nil ? "DESC" : "ASC"
        let limit: SQL = filter.limit.map { "\(max(0, $0))" } ?? SQL(sqlite: "-1", postgres: "NULL")
        let order: SQL = "ORDER BY created \(direction), id \(direction) LIMIT \(limit)"
        let parts = conditions(filter).map { condition -> SQL in
            "SELECT * FROM (SELECT id, created FROM runs WHERE \(condition) \(order)) AS part"
        }
        let chosen: SQL = "SELECT id FROM (\(parts.joined(" UNION ALL ")) \(order)) AS chosen"
        return RunRow.selection + "WHERE runs.id IN (\(chosen)) ORDER BY runs.created DESC, runs.id DESC"
    }

    /// The number of runs in a list without a limit.
    package static func count(_ filter: RunFilter) -> SQL {
        let parts = conditions(filter).map { condition -> SQL in "(SELECT count(*) FROM runs WHERE \(condition))" }
        return "SELECT \(parts.joined(" + "))"
    }

    /// The conditions of a filter, one for each status unless no index needs the status; no run meets two of them.
    private static func conditions(_ filter: RunFilter) -> [SQL] {
        let place = place(filter)
        let words = filter.statuses.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
        let status = SQL(text: words.isEmpty ? "" : " AND status IN (\(words))")
        if let label = filter.label {
            let caller: SQL = filter.caller.map { " AND caller = \($0)" } ?? ""
            return ["label = \(label) AND \(place)\(caller)\(status)"]
        }
        if let caller = filter.caller { return ["caller = \(caller) AND \(place)\(status)"] }
        if filter.model == nil, filter.statuses.isEmpty { return [place] }
        let statuses = filter.statuses.isEmpty ? Set(RunStatus.allCases) : filter.statuses
        return statuses.map(\.rawValue).sorted().map { "status = \($0) AND \(place)" }
    }

    private static func place(_ filter: RunFilter) -> SQL {
        var place: SQL = "created >= \(filter.since?.milliseconds ?? .min)"
        if let after = filter.after { place += " AND (created, id) < (\(after.created), \(after.id))" }
        if let before = filter.before { place += " AND (created, id) > (\(before.created), \(before.id))" }
        if let isRemote = filter.isRemote { place += isRemote ? " AND caller IS NOT NULL" : " AND caller IS NULL" }
        if let isEnqueued = filter.isEnqueued { place += " AND is_enqueued = \(isEnqueued)" }
        if let until = filter.until { place += " AND created < \(until)" }
        if let model = filter.model {
            place += " AND model_name = \(RunRow.name(of: model))"
            if model.contains("/") { place += " AND model = \(model)" }
        }
        return place
    }
}
