internal import FoundationEssentials
internal import RunRows
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
        let callers = try transaction.all(ClaimQuery.callers) { try Self.caller($0.next()) }
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
        let driven = try transaction.all(ClaimQuery.driven(at: time)) { row in
            (Self.caller(try row.next()), try row.next(Int.self))
        }
        return Dictionary(uniqueKeysWithValues: driven)
    }

    /// The caller with a name; `nil` is the user of a machine, who has none.
    private static func caller(_ name: String) -> String? { name.isEmpty ? nil : name }

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
        let statement = ClaimQuery.candidates(
            of: line.caller,
            claim,
            after: line.position,
            without: full,
            host: RunOwner.host,
            at: time,
            limit: limit
        )
        var count = 0
        try transaction.each(statement) { row in
            var row = ColumnReader(row, isShared: true)
            let run: RunID = try row.next()
            line.position = ClaimQuery.Position(isPaid: try row.next(), run: run)
            let service: String? = try row.next()
            let endpoint: String? = try row.next()
            let token: Int64 = try row.next()
            count += 1
            if let lease = try LeaseRow.lease(&row, of: run), lease.isHeld(at: time) { return true }
            let account = service.map { ClaimQuery.Account(service: $0, endpoint: endpoint) }
            line.next.append(Candidate(run: run, token: token, account: account))
            return true
        }
        line.isAtEnd = count < limit
        guard !line.next.isEmpty else { return }
        let open = Set(
            try transaction.all(ClaimQuery.stillOpen(line.next.map(\.run))) { try $0.next(RunID.self) }
        )
        line.next.removeAll { !open.contains($0.run) || claim.known.contains($0.run) }
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
