internal import FoundationEssentials
internal import GRDB
internal import RunStore

/// The questions that are asked about many runs, each of which an index answers.
enum RunQuery {
    /// How many runs are named when a shortened name fits several.
    static let candidateLimit = 5

    /// The names that begin with a text, in either part.
    static let shortened = """
        SELECT id FROM (SELECT id FROM runs WHERE id >= ? AND id < ? LIMIT \(candidateLimit + 1))
        UNION
        SELECT id FROM (SELECT id FROM runs WHERE substr(id, 12) >= ? AND substr(id, 12) < ? LIMIT \(candidateLimit + 1))
        """

    /// The values of ``shortened``.
    static func shortenedArguments(_ name: String) -> StatementArguments {
        // No name holds a character as late as this one.
        let end = "\(name)~"
        return [name, end, name, end]
    }

    /// The succeeded runs of a request, newest first.
    static let identical = """
        WHERE runs.status = 'succeeded' AND runs.model_key = ? AND runs.fingerprint = ?
        ORDER BY runs.created DESC, runs.id DESC
        """

    /// A list, newest first.
    ///
    /// An index gives the runs of one state in order; those of several are merged, so that no more is read than shown.
    static func list(_ filter: RunFilter) -> (String, StatementArguments) {
        let order = "ORDER BY created DESC, id DESC LIMIT \(filter.limit.map { max(0, $0) } ?? -1)"
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

    /// The conditions of a filter, one for each state unless no index needs the state; no run fulfils two of them.
    private static func conditions(_ filter: RunFilter) -> [(String, StatementArguments)] {
        let since = filter.since?.milliseconds ?? .min
        if filter.model == nil, filter.statuses.isEmpty { return [("created >= ?", [since])] }
        let statuses = filter.statuses.isEmpty ? Set(RunStatus.allCases) : filter.statuses
        return statuses.map(\.rawValue).sorted().map { status in
            guard let model = filter.model else { return ("status = ? AND created >= ?", [status, since]) }
            let condition = "status = ? AND created >= ? AND model_name = ?"
            let values: StatementArguments = [status, since, RunRow.name(of: model)]
            return model.contains("/") ? (condition + " AND model = ?", values + [model]) : (condition, values)
        }
    }

    /// What paid runs have cost from a time on: the model, the number of runs, the sum, how many count with their estimate, and how
    /// many do not count since nobody knows their price; then the number of runs of unknown outcome, and the sum of their estimates
    /// unless one is missing.
    static func cost(byModel: Bool) -> String {
        """
        SELECT model, coalesce(sum(is_paid), 0),
            coalesce(sum(coalesce(price_usd, estimate_usd)) FILTER (WHERE is_paid = 1), 0.0),
            coalesce(sum(is_paid = 1 AND price_usd IS NULL AND estimate_usd IS NOT NULL), 0),
            coalesce(sum(is_paid = 1 AND price_usd IS NULL AND estimate_usd IS NULL), 0),
            count(*) FILTER (WHERE is_paid = 0),
            CASE WHEN coalesce(sum(is_paid = 0 AND estimate_usd IS NULL), 0) = 0
                THEN coalesce(sum(estimate_usd) FILTER (WHERE is_paid = 0), 0.0) END
        FROM runs WHERE is_charged = 1 AND (is_paid = 1 OR status = 'unknown') AND created >= ?
        \(byModel ? "GROUP BY model ORDER BY model" : "")
        """
    }
}
