internal import FoundationEssentials
internal import RunStore

/// One claim: takes enqueued runs with their slots, the callers by turns, in one transaction.
struct ClaimSearch {
    /// An enqueued run that nobody drives, whose lease is locked.
    private struct Candidate {
        var run: RunID
        /// The token of its last lease.
        var token: Int64
        var account: ClaimQuery.Account?
    }

    /// The runs of a caller that wait.
    private struct Line {
        var caller: String?
        var next: [Candidate] = []
        var position: ClaimQuery.Position?
        var isAtEnd = false
    }

    private let transaction: PostgresTransaction
    private let claim: RunClaim
    private let owner: RunOwner
    private let time: Date
    /// The accounts that this transaction has locked.
    private var locked: Set<String> = []
    private var full: Set<ClaimQuery.Account> = []

    init(_ transaction: PostgresTransaction, _ claim: RunClaim, for owner: RunOwner, at time: Date) {
        self.transaction = transaction
        self.claim = claim
        self.owner = owner
        self.time = time
    }

    /// Takes runs.
    ///
    /// - Returns: Their leases.
    /// - Throws: When the store cannot be read or written.
    mutating func leases() throws -> [RunLease] {
        let callers = try transaction.rows(ClaimQuery.callers).map { row -> String? in
            let name: String = try row.value()
            return name.isEmpty ? nil : name
        }
        guard !callers.isEmpty else { return [] }
        var lines = ClaimOrder.turns(callers, driven: callers.count > 1 ? try driven() : [:]).map { Line(caller: $0) }
        var leases: [RunLease] = []
        while leases.count < claim.count, !lines.isEmpty {
            var waiting: [Line] = []
            for var line in lines {
                guard leases.count < claim.count else { break }
                if let lease = try take(from: &line, wanted: claim.count - leases.count) {
                    leases.append(lease)
                    waiting.append(line)
                }
            }
            lines = waiting
        }
        return leases
    }

    private func driven() throws -> [String?: Int] {
        var driven: [String?: Int] = [:]
        for row in try transaction.rows(ClaimQuery.driven(at: time)) {
            var row = RowReader(row)
            let caller: String = try row.next()
            driven[caller.isEmpty ? nil : caller] = try row.next()
        }
        return driven
    }

    /// Takes the first run of a line that has a slot, or needs none.
    private mutating func take(from line: inout Line, wanted: Int) throws -> RunLease? {
        while true {
            while let candidate = line.next.popFirst() {
                guard try takeSlot(for: candidate) else { continue }
                return try transaction.take(candidate.run, owner, token: candidate.token + 1, at: time)
            }
            guard !line.isAtEnd else { return nil }
            try readOn(&line, limit: wanted)
        }
    }

    private func readOn(_ line: inout Line, limit: Int) throws {
        let rows = try transaction.rows(
            ClaimQuery.candidates(
                of: line.caller,
                claim,
                after: line.position,
                without: full,
                host: RunOwner.host,
                at: time,
                limit: limit
            )
        )
        line.isAtEnd = rows.count < limit
        for row in rows {
            var row = RowReader(row)
            let run = try row.runID()
            line.position = ClaimQuery.Position(isPaid: try row.next(), run: run)
            let service: String? = try row.next()
            let endpoint: String? = try row.next()
            let token: Int64 = try row.next()
            if let lease = try LeaseRow.lease(&row, of: run), lease.isHeld(at: time) { continue }
            let account = service.map { ClaimQuery.Account(service: $0, endpoint: endpoint) }
            line.next.append(Candidate(run: run, token: token, account: account))
        }
        guard !line.next.isEmpty else { return }
        let open = Set(
            try transaction.rows(ClaimQuery.stillOpen(line.next.map(\.run))).map { try $0.value(String.self) }
        )
        line.next.removeAll { !open.contains($0.run.description) }
    }

    /// Takes a slot for a run whose service has one; an account without one is passed over from then on.
    private mutating func takeSlot(for candidate: Candidate) throws -> Bool {
        guard let account = candidate.account else { return true }
        let limit = claim.limits.limit(of: account.service, endpoint: account.endpoint)
        guard try !limit.countsAnything || lock(limit) else {
            full.insert(account)
            return false
        }
        let answer = try transaction.takeSlot(limit, for: candidate.run, token: candidate.token + 1, at: time)
        if case .taken = answer { return true }
        full.insert(account)
        return false
    }

    /// Locks an account, unless that could wait for a process that waits for this one.
    private mutating func lock(_ limit: ServiceLimit) throws -> Bool {
        let word = limit.lockWord
        if locked.contains(word) { return true }
        if let last = locked.max(), word < last {
            guard try transaction.tryLock(word) else { return false }
        } else {
            try transaction.lock(word)
        }
        locked.insert(word)
        return true
    }
}

extension Array {
    /// Removes and returns the first element.
    fileprivate mutating func popFirst() -> Element? {
        isEmpty ? nil : removeFirst()
    }
}
