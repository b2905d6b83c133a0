internal import FoundationEssentials
package import RunStore

/// A charge as a row of the table `charges`, the ledger.
package enum ChargeRow {
    /// The columns of a charge, as ``charge(_:)`` reads them.
    private static let columns: SQL = "charges.state, charges.usd, charges.is_estimate, charges.time"

    /// Selects what is known about a run and its charge.
    package static func facts(of run: RunID) -> SQL {
        """
        SELECT runs.is_charged, runs.status, runs.is_paid,
            EXISTS (SELECT 1 FROM steps WHERE steps.run = runs.id AND steps.is_paid = \(.yes) AND steps.phase <> 'failed'),
            runs.estimate_usd, runs.price_usd, runs.is_price_unknown, \(columns)
        FROM runs LEFT JOIN charges ON charges.run = runs.id WHERE runs.id = \(run)
        """
    }

    /// Writes the charge of a run, whose model and label it copies.
    static func replacement(of run: RunID, with charge: Charge) -> SQL {
        """
        INSERT INTO charges (run, model, label, caller, time, state, usd, is_estimate)
        SELECT id, model, label, caller, \(charge.time), \(charge.state), \(charge.amount.usd), \(charge.isEstimate)
        FROM runs WHERE id = \(run)
        ON CONFLICT (run) DO UPDATE SET model = excluded.model, label = excluded.label, caller = excluded.caller,
            time = excluded.time, state = excluded.state, usd = excluded.usd, is_estimate = excluded.is_estimate
        """
    }

    /// Adds up charges; what has no key comes first.
    ///
    /// - Parameters:
    ///   - key: What to group them by.
    ///   - since: Only charges from this time on, in milliseconds since 1970.
    ///   - caller: Only charges of this caller; `nil` for all.
    ///   - run: Its charge does not count.
    /// - Returns: A statement with the columns that ``group(_:)`` reads.
    package static func sums(by key: ChargeKey?, since: Int64, of caller: String? = nil, besides run: String) -> SQL {
        let column: SQL =
            switch key {
            case nil: "CAST(NULL AS TEXT)"
            case .model: "model"
            case .label: "label"
            case .caller: "caller"
            case .quarterHour: "CAST(time / 900000 * 900000 AS TEXT)"
            case .callerModelQuarterHour:
                "CAST(\(SQL(sqlite: "json_array", postgres: "json_build_array"))(caller, model, time / 900000 * 900000) AS TEXT)"
            }
        return """
            SELECT \(column), state, is_estimate, usd IS NOT NULL, count(*), coalesce(sum(usd), 0.0), min(run)
            FROM charges \(condition(since, caller, run))
            GROUP BY 1, 2, 3, 4 ORDER BY 1 NULLS FIRST, 2, 3, 4
            """
    }

    /// Selects charges; the parameters are those of ``sums(by:since:of:besides:)``.
    package static func list(since: Int64, of caller: String? = nil, besides run: String) -> SQL {
        "SELECT \(columns) FROM charges \(condition(since, caller, run))"
    }

    private static func condition(_ since: Int64, _ caller: String?, _ run: String) -> SQL {
        let ofCaller: SQL = caller.map { "coalesce(caller, '') = \($0) AND " } ?? ""
        return "WHERE \(ofCaller)time >= \(since) AND run <> \(run)"
    }

    /// Reads a charge.
    ///
    /// - Parameter row: A row, before its columns.
    /// - Returns: The charge; `nil` when the run has none.
    /// - Throws: When the row holds something else.
    static func charge(_ row: inout ColumnReader) throws -> Charge? {
        let state: String? = try row.next()
        let amount = try row.price() ?? .unknown
        let isEstimate: Bool? = try row.next()
        let time: Date? = try row.next()
        guard let state, let isEstimate, let time else { return nil }
        guard let state = Charge.State(rawValue: state) else {
            throw DamagedValue(description: "'\(state)' is not a state of a charge")
        }
        return Charge(state: state, amount: amount, isEstimate: isEstimate, time: time)
    }

    /// Reads what is known about a run and its charge.
    ///
    /// - Parameter row: What ``facts(of:)`` gives.
    /// - Returns: Both; no charge when the run has none.
    /// - Throws: When the row holds something else.
    static func facts(_ row: inout ColumnReader) throws -> (facts: Charge.Facts, charge: Charge?) {
        var facts = Charge.Facts(
            isCharged: try row.next(),
            status: try row.word(),
            isPaid: try row.next(),
            mayBePaid: try row.next(),
            estimate: try row.price() ?? .unknown,
            price: try row.price()
        )
        if try row.next(Bool.self) { facts.price = .unknown }
        return (facts, try charge(&row))
    }

    /// Reads a group of charges.
    ///
    /// - Parameter row: What ``sums(by:since:of:besides:)`` gives.
    /// - Returns: The group.
    /// - Throws: When the row holds something else.
    static func group(_ row: inout ColumnReader) throws -> ChargeGroup {
        ChargeGroup(
            key: try row.next(),
            state: try row.word(),
            isEstimate: try row.next(),
            isKnown: try row.next(),
            count: try row.next(),
            usd: try row.next(),
            run: try row.next()
        )
    }
}
