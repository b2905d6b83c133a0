internal import FoundationEssentials
internal import GRDB
internal import RunStore

/// The queries over many runs, each of which uses an index.
enum RunQuery {
    /// How many runs are listed when a shortened name matches several.
    static let candidateLimit = 5

    /// The names that begin with a text, in either part.
    static let shortened = """
        SELECT id FROM (SELECT id FROM runs WHERE id >= ? AND id < ? LIMIT \(candidateLimit + 1))
        UNION
        SELECT id FROM (SELECT id FROM runs WHERE substr(id, 12) >= ? AND substr(id, 12) < ? LIMIT \(candidateLimit + 1))
        """

    /// The values of ``shortened``.
    static func shortenedArguments(_ name: String) -> StatementArguments {
        // No name contains a character that sorts after this one.
        let end = "\(name)~"
        return [name, end, name, end]
    }

    /// The succeeded runs of a request, newest first.
    static let identical = """
        WHERE runs.status = 'succeeded' AND runs.model_key = ? AND runs.fingerprint = ?
        ORDER BY runs.created DESC, runs.id DESC
        """

    /// The runs of a request that have not ended or whose outcome is unknown, newest first.
    static let open = """
        WHERE runs.status IN ('queued', 'starting', 'processing', 'unknown') AND runs.model_key = ? AND runs.fingerprint = ?
        ORDER BY runs.created DESC, runs.id DESC
        """

    /// The run to which a caller has given a name.
    static let callerName = "WHERE runs.caller_name = ? AND coalesce(runs.caller, '') = ?"

    /// A list, newest first.
    ///
    /// An index gives the runs with one status in order; those of several are merged, so that no more is read than shown.
    static func list(_ filter: RunFilter) -> (String, StatementArguments) {
        let direction = filter.before == nil ? "DESC" : "ASC"
        let limit = filter.limit.map { max(0, $0) } ?? -1
        let order = "ORDER BY created \(direction), id \(direction) LIMIT \(limit)"
        var arguments: StatementArguments = []
        let parts = conditions(filter).map { condition, values in
            arguments += values
            return "SELECT * FROM (SELECT id, created FROM runs WHERE \(condition) \(order))"
        }
        let chosen = "SELECT id FROM (\(parts.joined(separator: " UNION ALL ")) \(order))"
        return (
            RunRow.selection + "WHERE runs.id IN (\(chosen)) ORDER BY runs.created DESC, runs.id DESC", arguments
        )
    }

    /// The number of runs in a list without a limit.
    static func count(_ filter: RunFilter) -> (String, StatementArguments) {
        var arguments: StatementArguments = []
        let parts = conditions(filter).map { condition, values in
            arguments += values
            return "(SELECT count(*) FROM runs WHERE \(condition))"
        }
        return ("SELECT \(parts.joined(separator: " + "))", arguments)
    }

    /// The conditions of a filter, one for each status unless no index needs the status; no run meets two of them.
    private static func conditions(_ filter: RunFilter) -> [(String, StatementArguments)] {
        var (place, values): (String, StatementArguments) = ("created >= ?", [filter.since?.milliseconds ?? .min])
        if let after = filter.after {
            place += " AND (created, id) < (?, ?)"
            values += [after.created.milliseconds, after.id.description]
        }
        if let before = filter.before {
            place += " AND (created, id) > (?, ?)"
            values += [before.created.milliseconds, before.id.description]
        }
        if let until = filter.until {
            place += " AND created < ?"
            values += [until.milliseconds]
        }
        if let model = filter.model {
            place += " AND model_name = ?"
            values += [RunRow.name(of: model)]
            if model.contains("/") {
                place += " AND model = ?"
                values += [model]
            }
        }
        let words = filter.statuses.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
        let status = words.isEmpty ? "" : " AND status IN (\(words))"
        if let label = filter.label {
            if let caller = filter.caller {
                place += " AND caller = ?"
                values += [caller]
            }
            return [("label = ? AND \(place)\(status)", [label] + values)]
        }
        if let caller = filter.caller { return [("caller = ? AND \(place)\(status)", [caller] + values)] }
        if filter.model == nil, filter.statuses.isEmpty { return [(place, values)] }
        let statuses = filter.statuses.isEmpty ? Set(RunStatus.allCases) : filter.statuses
        return statuses.map(\.rawValue).sorted().map { ("status = ? AND \(place)", [$0] + values) }
    }
}
