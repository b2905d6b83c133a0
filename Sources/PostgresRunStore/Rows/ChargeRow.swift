internal import FoundationEssentials
internal import RunStore

/// A charge as a row of the table `charges`, the ledger.
enum ChargeRow {
    /// The columns of a charge, as ``charge(_:)`` reads them.
    static let columns: SQL = "charges.state, charges.usd, charges.is_estimate, charges.time"

    /// Selects what is known about a run and its charge.
    static func facts(of run: RunID) -> SQL {
        """
        SELECT runs.is_charged, runs.status, runs.is_paid,
            EXISTS (SELECT 1 FROM steps WHERE steps.run = runs.id AND steps.is_paid AND steps.phase <> 'failed'),
            runs.estimate_usd, runs.price_usd, runs.is_price_unknown, \(columns)
        FROM runs LEFT JOIN charges ON charges.run = runs.id WHERE runs.id = \(run.description)
        """
    }

    /// Writes the charge of a run, whose model and label it copies.
    static func replacement(of run: RunID, with charge: Charge) -> SQL {
        """
        INSERT INTO charges (run, model, label, caller, time, state, usd, is_estimate)
        SELECT id, model, label, caller, \(charge.time.milliseconds), \(charge.state.rawValue), \(charge.amount.usd),
            \(charge.isEstimate)
        FROM runs WHERE id = \(run.description)
        ON CONFLICT (run) DO UPDATE SET model = excluded.model, label = excluded.label, caller = excluded.caller,
            time = excluded.time, state = excluded.state, usd = excluded.usd, is_estimate = excluded.is_estimate
        """
    }

    /// Adds up charges.
    ///
    /// - Parameters:
    ///   - key: What to group them by.
    ///   - since: Only charges from this time on, in milliseconds since 1970.
    ///   - caller: Only charges of this caller; `nil` for all.
    ///   - run: Its charge does not count.
    /// - Returns: A statement with the columns that ``group(_:)`` reads.
    static func sums(by key: ChargeKey?, since: Int64, of caller: String? = nil, besides run: String) -> SQL {
        let column: SQL =
            switch key {
            case nil: "NULL::text"
            case .model: "model"
            case .label: "label"
            case .caller: "caller"
            case .quarterHour: "(time / 900000 * 900000)::text"
            case .callerModelQuarterHour: "json_build_array(caller, model, time / 900000 * 900000)::text"
            }
        // What has no key comes first, as in other stores.
        return """
            SELECT \(column), state, is_estimate, usd IS NOT NULL, count(*), coalesce(sum(usd), 0.0), min(run)
            FROM charges \(condition(since, caller, run))
            GROUP BY 1, 2, 3, 4 ORDER BY 1 NULLS FIRST, 2, 3, 4
            """
    }

    /// Selects charges; the parameters are those of ``sums(by:since:of:besides:)``.
    static func list(since: Int64, of caller: String? = nil, besides run: String) -> SQL {
        "SELECT \(columns) FROM charges \(condition(since, caller, run))"
    }

    private static func condition(_ since: Int64, _ caller: String?, _ run: String) -> SQL {
        let ofCaller: SQL = caller.map { "coalesce(caller, '') = \($0) AND " } ?? ""
        return "WHERE \(ofCaller)time >= \(since) AND run <> \(run)"
    }

    /// Reads a charge.
    ///
    /// - Parameter row: A row, before ``columns``.
    /// - Returns: The charge; `nil` when the run has none.
    /// - Throws: When the row holds something else.
    static func charge(_ row: inout RowReader) throws -> Charge? {
        let state: String? = try row.next()
        let usd: Double? = try row.next()
        let isEstimate: Bool? = try row.next()
        let time: Int64? = try row.next()
        guard let state, let isEstimate, let time else { return nil }
        guard let state = Charge.State(rawValue: state) else {
            throw DamagedValue(description: "'\(state)' is not a state of a charge")
        }
        return Charge(
            state: state,
            amount: usd.map { .usd($0) } ?? .unknown,
            isEstimate: isEstimate,
            time: Date(milliseconds: time)
        )
    }

    /// Reads a group of charges.
    ///
    /// - Parameter row: What ``sums(by:since:of:besides:)`` gives.
    /// - Returns: The group.
    /// - Throws: When the row holds something else.
    static func group(_ row: PostgresRow) throws -> ChargeGroup {
        var row = RowReader(row)
        return ChargeGroup(
            key: try row.next(),
            state: try row.value(),
            isEstimate: try row.next(),
            isKnown: try row.next(),
            count: try row.next(),
            usd: try row.next(),
            run: try row.runID()
        )
    }
}

// MARK: - In a transaction

extension PostgresTransaction {
    /// Brings the charge of a run up to date after something about the run has changed.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - time: Now.
    ///   - isAboutToPay: Whether a paid step of it is about to begin.
    /// - Throws: When the ledger cannot be read or written.
    func updateCharge(of run: RunID, at time: Date, isAboutToPay: Bool = false) throws {
        guard let (facts, previous) = try chargeFacts(of: run) else { return }
        let charge = Charge.charge(for: facts, after: previous, at: time, isAboutToPay: isAboutToPay)
        if charge != previous { try replaceCharge(of: run, with: charge) }
    }

    /// What is known about a run, and its charge until now; `nil` when there is no such run.
    func chargeFacts(of run: RunID) throws -> (facts: Charge.Facts, charge: Charge?)? {
        guard let row = try row(ChargeRow.facts(of: run)) else { return nil }
        var reader = RowReader(row)
        var facts = Charge.Facts(
            isCharged: try reader.next(),
            status: try reader.value(),
            isPaid: try reader.next(),
            mayBePaid: try reader.next(),
            estimate: try reader.next(Double?.self).map { .usd($0) } ?? .unknown,
            price: try reader.next(Double?.self).map { .usd($0) }
        )
        if try reader.next(Bool.self) { facts.price = .unknown }
        return (facts, try ChargeRow.charge(&reader))
    }

    /// Writes the charge of a run, or removes it.
    func replaceCharge(of run: RunID, with charge: Charge?) throws {
        guard let charge else {
            try self.run("DELETE FROM charges WHERE run = \(run.description)")
            return
        }
        try self.run(ChargeRow.replacement(of: run, with: charge))
    }

    /// Requires that a run does not exceed a budget together with all others.
    ///
    /// From here to the end of the transaction no other process can do the same, so two cannot both take the last dollar.
    ///
    /// - Parameters:
    ///   - budget: How much all runs together may cost.
    ///   - estimate: What the run is expected to cost.
    ///   - run: The run; its own charge does not count.
    ///   - now: The time of day.
    /// - Throws: `over-budget`.
    func require(_ budget: RunBudget, for estimate: RunPrice, of run: RunID, at now: Date) throws {
        try lock("budget")
        for budget in budget.all {
            let since = budget.since.milliseconds
            let sums = ChargeRow.sums(by: nil, since: since, of: budget.caller, besides: run.description)
            let groups = try rows(sums).map(ChargeRow.group)
            try budget.require(estimate, besides: BudgetUse(groups), at: now) {
                try rows(ChargeRow.list(since: since, of: budget.caller, besides: run.description)).compactMap { row in
                    var row = RowReader(row)
                    return try ChargeRow.charge(&row)
                }
            }
        }
    }
}
