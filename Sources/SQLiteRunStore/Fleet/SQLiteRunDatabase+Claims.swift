package import FoundationEssentials
internal import GRDB
internal import RunRows
package import RunStore

/// The statements that find enqueued runs; the index `queued_runs` gives the runs of each caller in their order.
enum ClaimQuery {
    private static let isOpen: SQL = "runs.is_enqueued = 1 AND runs.status IN ('queued', 'starting', 'processing')"

    /// The next caller after one, by name; callers without runs that wait are skipped.
    static func nextCaller(after caller: String) -> SQL {
        """
        SELECT coalesce(caller, '') FROM runs WHERE \(isOpen) AND coalesce(caller, '') > \(caller)
        ORDER BY coalesce(caller, '') LIMIT 1
        """
    }

    /// Whether the user of this machine has such runs.
    static let hasOwn: SQL = "SELECT 1 FROM runs WHERE \(isOpen) AND coalesce(caller, '') = '' LIMIT 1"

    /// The runs of a caller that are not known to be driven, in the order in which they are taken.
    ///
    /// - Parameters:
    ///   - caller: The caller.
    ///   - claim: Which models, and which endpoints.
    ///   - host: This machine, which knows whether its processes have ended.
    ///   - time: Now.
    /// - Returns: The statement.
    static func candidates(of caller: String?, _ claim: RunClaim, host: String, at time: Date) -> SQL {
        let keys = claim.modelKeys.sorted().map { key -> SQL in "\(key)" }.joined(", ")
        return """
            SELECT runs.id, runs.service, runs.endpoint, leases.token, \(LeaseRow.columns)
            FROM runs JOIN leases ON leases.run = runs.id
            WHERE \(isOpen) AND coalesce(runs.caller, '') = \(caller ?? "") AND runs.uses_own_emulator = 0
                AND (leases.rests_until IS NULL OR leases.rests_until <= \(time))
                AND (leases.expires IS NULL OR leases.expires <= \(time) OR leases.host = \(host))
                AND NOT EXISTS (SELECT 1 FROM steps WHERE steps.run = runs.id AND \(StepRow.isUndecided))
                AND runs.model_key IN (\(keys)) AND \(.isReached(with: claim.endpoints))
            ORDER BY runs.is_paid DESC, runs.id
            """
    }

    /// How many enqueued runs of each caller are being driven.
    static func driven(at time: Date) -> SQL {
        """
        SELECT coalesce(runs.caller, ''), count(*) FROM leases JOIN runs ON runs.id = leases.run
        WHERE leases.expires > \(time) AND runs.is_enqueued = 1 GROUP BY 1
        """
    }
}

extension SQLiteRunDatabase {
    package func claim(
        _ claim: RunClaim,
        for owner: RunOwner,
        at time: Date
    ) async throws(RunStoreError) -> [RunLease] {
        guard claim.count > 0, !claim.modelKeys.isEmpty else { return [] }
        // Most of the time nothing waits, and then nothing is locked.
        guard try await read({ try $0.claimable(claim, owner, at: time, limit: 1).first != nil }) else { return [] }
        return try await write { database in
            var leases: [RunLease] = []
            for candidate in try database.claimable(claim, owner, at: time, limit: claim.count) {
                if let limit = candidate.limit {
                    // The token of the lease that follows.
                    let answer = try database.takeSlot(limit, for: candidate.run, token: candidate.token + 1, at: time)
                    guard case .taken = answer else { continue }
                }
                leases.append(try database.take(candidate.run, owner, token: candidate.token + 1, at: time))
            }
            return leases
        }
    }
}

// MARK: - In a transaction

/// An enqueued run that nobody drives.
private struct Candidate: Sendable {
    var run: RunID
    /// The token of its last lease.
    var token: Int64
    /// What its service takes; `nil` when it calls none.
    var limit: ServiceLimit?
}

/// What is left of an account during one claim.
private struct Room {
    /// How many more runs may have a slot.
    var left: Int
    /// The runs that have one, and need no other.
    var holders: Set<RunID>

    mutating func take(_ run: RunID) -> Bool {
        if holders.contains(run) { return true }
        guard left > 0 else { return false }
        left -= 1
        return true
    }
}

extension SQLiteTransaction {
    /// The runs that a claim can take, in order, as far as they have slots; the callers take turns.
    fileprivate func claimable(
        _ claim: RunClaim,
        _ owner: RunOwner,
        at time: Date,
        limit: Int
    ) throws -> [Candidate] {
        var lines = try ClaimOrder.turns(try callers(), driven: try drivenRuns(at: time)).map { caller in
            try cursor(ClaimQuery.candidates(of: caller, claim, host: owner.host, at: time))
        }
        var room: [String: Room] = [:]
        var found: [Candidate] = []
        while found.count < limit, !lines.isEmpty {
            lines = try lines.filter { line in
                guard found.count < limit else { return true }
                while let row = try line.next() {
                    guard let candidate = try candidate(row, claim.limits, at: time),
                        !claim.known.contains(candidate.run),
                        try hasRoom(for: candidate, &room, at: time)
                    else { continue }
                    found.append(candidate)
                    return true
                }
                return false
            }
        }
        return found
    }

    /// A run, unless a process that is alive holds its lease.
    private func candidate(_ row: Row, _ limits: ServiceLimits, at time: Date) throws -> Candidate? {
        var row = ColumnReader(SQLiteRow(row: row), isShared: Self.isShared)
        let run: RunID = try row.next()
        let service: String? = try row.next()
        let endpoint: String? = try row.next()
        let token: Int64 = try row.next()
        if let lease = try LeaseRow.lease(&row, of: run), lease.isHeld(at: time) { return nil }
        return Candidate(run: run, token: token, limit: service.map { limits.limit(of: $0, endpoint: endpoint) })
    }

    /// Whether a run would get a slot, so that the search does not end at runs that have to wait.
    private func hasRoom(for candidate: Candidate, _ room: inout [String: Room], at time: Date) throws -> Bool {
        guard let limit = candidate.limit, limit.countsAnything else { return true }
        if room[limit.account] == nil {
            let used = try slots(of: limit.account).filter { $0.isInUse(at: time) }
            let submissions = limit.submissionsPerMinute == nil ? 0 : try submissions(of: limit.account, at: time)
            let left = SlotRules.room(limit, used: used, submissions: submissions)
            room[limit.account] = Room(left: left, holders: Set(used.map(\.run)))
        }
        return room[limit.account]?.take(candidate.run) ?? true
    }

    private func callers() throws -> [String?] {
        var callers: [String?] = try finds(ClaimQuery.hasOwn) ? [nil] : []
        var last = ""
        while let next: String = try value(ClaimQuery.nextCaller(after: last)) {
            last = next
            callers.append(last)
        }
        return callers
    }

    private func drivenRuns(at time: Date) throws -> [String?: Int] {
        let driven = try all(ClaimQuery.driven(at: time)) { row in
            (caller: try row.next(String.self), count: try row.next(Int.self))
        }
        return Dictionary(uniqueKeysWithValues: driven.map { ($0.caller.isEmpty ? nil : $0.caller, $0.count) })
    }
}
