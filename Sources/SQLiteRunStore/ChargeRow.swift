internal import FoundationEssentials
internal import GRDB
internal import RunStore

/// A charge as a row of the table `charges`, the ledger.
enum ChargeRow {
    /// The columns of a charge, as ``charge(_:)`` reads them.
    static let columns = "charges.state, charges.usd, charges.is_estimate, charges.time"

    /// Selects what is known about a run and its charge.
    static let facts = """
        SELECT runs.is_charged, runs.status, runs.is_paid,
            EXISTS (SELECT 1 FROM steps WHERE steps.run = runs.id AND steps.is_paid = 1 AND steps.phase <> 'failed'),
            runs.estimate_usd, runs.price_usd, runs.is_price_unknown, \(columns)
        FROM runs LEFT JOIN charges ON charges.run = runs.id WHERE runs.id = ?
        """

    /// Writes the charge of a run, whose model and label it copies.
    static let replacement = """
        INSERT OR REPLACE INTO charges (run, model, label, caller, time, state, usd, is_estimate)
        SELECT id, model, label, caller, ?, ?, ?, ? FROM runs WHERE id = ?
        """

    /// Adds up the charges from a time on, except those of one run.
    ///
    /// - Parameters:
    ///   - key: What to group them by.
    ///   - isOfCaller: Whether only one caller's charges count; the caller is the first value then.
    /// - Returns: A statement with the columns that ``group(_:)`` reads.
    static func sums(by key: ChargeKey?, isOfCaller: Bool = false) -> String {
        let column =
            switch key {
            case nil: "NULL"
            case .model: "model"
            case .label: "label"
            case .caller: "caller"
            case .quarterHour: "CAST(time / 900000 * 900000 AS TEXT)"
            case .callerModelQuarterHour: "json_array(caller, model, time / 900000 * 900000)"
            }
        return """
            SELECT \(column), state, is_estimate, usd IS NOT NULL, count(*), coalesce(sum(usd), 0.0), min(run)
            FROM charges WHERE \(isOfCaller ? ofCaller : "")time >= ? AND run <> ? GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            """
    }

    /// Selects the charges from a time on, except those of one run.
    ///
    /// - Parameter isOfCaller: Whether only one caller's charges count; the caller is the first value then.
    /// - Returns: A statement with the columns that ``charge(_:)`` reads.
    static func list(isOfCaller: Bool = false) -> String {
        "SELECT \(columns) FROM charges WHERE \(isOfCaller ? ofCaller : "")time >= ? AND run <> ?"
    }

    private static let ofCaller = "coalesce(caller, '') = ? AND "

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
    /// - Parameter row: What ``sums(by:)`` gives.
    /// - Returns: The group.
    /// - Throws: When the row holds something else.
    static func group(_ row: Row) throws -> ChargeGroup {
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

extension Database {
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
        guard let row = try row(ChargeRow.facts, [run.description]) else { return nil }
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
            try self.run("DELETE FROM charges WHERE run = ?", [run.description])
            return
        }
        try self.run(
            ChargeRow.replacement,
            [charge.time.milliseconds, charge.state.rawValue, charge.amount.usd, charge.isEstimate, run.description]
        )
    }

    /// Requires that a run does not exceed a budget together with all others.
    ///
    /// - Parameters:
    ///   - budget: How much all runs together may cost.
    ///   - estimate: What the run is expected to cost.
    ///   - run: The run; its own charge does not count.
    ///   - now: The time of day.
    /// - Throws: `over-budget`.
    func require(_ budget: RunBudget, for estimate: RunPrice, of run: RunID, at now: Date) throws {
        for budget in budget.all {
            let isOfCaller = budget.caller != nil
            var arguments: StatementArguments = [budget.since.milliseconds, run.description]
            if let caller = budget.caller { arguments = [caller] + arguments }
            let groups = try rows(ChargeRow.sums(by: nil, isOfCaller: isOfCaller), arguments).map(ChargeRow.group)
            try budget.require(estimate, besides: BudgetUse(groups), at: now) {
                try rows(ChargeRow.list(isOfCaller: isOfCaller), arguments).compactMap { row in
                    var row = RowReader(row)
                    return try ChargeRow.charge(&row)
                }
            }
        }
    }
}
