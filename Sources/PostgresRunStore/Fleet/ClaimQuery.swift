internal import FoundationEssentials
internal import RunRows
internal import RunStore

/// The statements that find enqueued runs; the index `queued_runs` gives the runs of each caller in their order.
enum ClaimQuery {
    /// A place in the line of a caller.
    struct Position: Sendable {
        /// Whether the run there is paid for.
        var isPaid: Bool
        /// The run there.
        var run: RunID
    }

    /// An account without a slot, as runs name it.
    struct Account: Sendable, Hashable {
        /// The name of the service.
        var service: String
        /// The address used instead of the service's own.
        var endpoint: String?
    }

    private static let isOpen: SQL = "runs.is_enqueued AND runs.status IN ('queued', 'starting', 'processing')"

    /// The callers with such runs, by name; each is found without reading the runs of the one before.
    static let callers: SQL = """
        WITH RECURSIVE callers (name) AS (
            (SELECT coalesce(caller, '') FROM runs WHERE \(isOpen) ORDER BY coalesce(caller, '') LIMIT 1)
            UNION ALL
            SELECT (
                SELECT coalesce(caller, '') FROM runs WHERE \(isOpen) AND coalesce(caller, '') > callers.name
                ORDER BY coalesce(caller, '') LIMIT 1
            ) FROM callers WHERE callers.name IS NOT NULL
        )
        SELECT name FROM callers WHERE name IS NOT NULL
        """

    /// How many enqueued runs of each caller are being driven.
    static func driven(at time: Date) -> SQL {
        """
        SELECT coalesce(runs.caller, ''), count(*) FROM leases JOIN runs ON runs.id = leases.run
        WHERE leases.host IS NOT NULL AND leases.expires > \(time) AND runs.is_enqueued GROUP BY 1
        """
    }

    /// The next runs of a caller that are not known to be driven, in the order in which they are taken; their leases are locked, and
    /// those that another process has locked are left out.
    ///
    /// - Parameters:
    ///   - caller: The caller.
    ///   - claim: Which models.
    ///   - position: Only runs after this place; `nil` for all.
    ///   - full: Accounts without a slot, whose runs are left out unless they may have one.
    ///   - host: This machine, which knows whether its processes have ended.
    ///   - time: Now.
    ///   - limit: The most runs.
    /// - Returns: A statement.
    static func candidates(
        of caller: String?,
        _ claim: RunClaim,
        after position: Position?,
        without full: Set<Account>,
        host: String,
        at time: Date,
        limit: Int
    ) -> SQL {
        let keys = claim.modelKeys.sorted().map { key -> SQL in "\(key)" }.joined(", ")
        let after: SQL =
            position.map { position -> SQL in
                "AND (runs.is_paid < \(position.isPaid) OR runs.is_paid = \(position.isPaid) AND runs.id > \(position.run))"
            } ?? ""
        let others = full.map { account -> SQL in
            """
            AND (runs.service <> \(account.service) OR runs.endpoint IS DISTINCT FROM \(account.endpoint)
                OR runs.service IS NULL OR EXISTS (SELECT 1 FROM slots WHERE slots.run = runs.id))
            """
        }.joined(" ")
        return """
            SELECT runs.id, runs.is_paid, runs.service, runs.endpoint, leases.token, \(LeaseRow.columns)
            FROM runs JOIN leases ON leases.run = runs.id
            WHERE \(isOpen) AND coalesce(runs.caller, '') = \(caller ?? "") AND NOT runs.uses_own_emulator
                AND (leases.rests_until IS NULL OR leases.rests_until <= \(time))
                AND (leases.expires IS NULL OR leases.expires <= \(time) OR leases.host = \(host))
                AND NOT EXISTS (SELECT 1 FROM steps WHERE steps.run = runs.id AND \(StepRow.isUndecided))
                AND runs.model_key IN (\(keys)) AND \(.isReached(with: claim.endpoints)) \(after) \(others)
            ORDER BY runs.is_paid DESC, runs.id LIMIT \(limit) FOR NO KEY UPDATE OF leases SKIP LOCKED
            """
    }

    /// Which of some runs, whose leases are locked by now, can still be taken.
    ///
    /// The lock may have come after another process had driven a run to its end.
    static func stillOpen(_ runs: [RunID]) -> SQL {
        """
        SELECT runs.id FROM runs
        WHERE runs.id IN (\(runs.map { run -> SQL in "\(run)" }.joined(", "))) AND \(isOpen)
            AND NOT EXISTS (SELECT 1 FROM steps WHERE steps.run = runs.id AND \(StepRow.isUndecided))
        """
    }
}
