package import FoundationEssentials
package import InferenceKit
package import RunStore

/// What a caller's runs have cost by day and model, as JSON and as CSV.
package struct CostSheet: Sendable {
    private let since: Date
    private let until: Date
    private let rows: [DailyCost]

    /// Describes costs.
    ///
    /// - Parameters:
    ///   - rows: The sums in their order.
    ///   - since: The beginning of the period.
    ///   - until: Its end.
    package init(_ rows: [DailyCost], since: Date, until: Date) {
        self.rows = rows
        self.since = since
        self.until = until
    }

    /// The object.
    package var json: JSONValue {
        let total = rows.reduce(0) { $0 + $1.cost.usd }
        return [
            "since": .string(since.timestamp), "until": .string(until.timestamp),
            "total_usd": .double(Self.rounded(total)),
            "rows": .array(
                rows.map { row in
                    .object(
                        row.cost.json.merging(["day": .string(row.day), "model": .string(row.model)]) { $1 }
                    )
                }
            ),
        ]
    }

    /// The table as RFC 4180 defines it, with a header.
    package var csv: String {
        let header = "day,model,paid_runs,usd,estimated_runs,unknown_runs,undecided_runs,undecided_usd"
        let lines = rows.map { row in
            let cost = row.cost
            return [
                Self.field(row.day), Self.field(row.model), "\(cost.paidRuns)", "\(Self.rounded(cost.usd))",
                "\(cost.estimatedRuns)", "\(cost.unknownRuns)", "\(cost.undecidedRuns)",
                cost.undecidedUSD.map { "\(Self.rounded($0))" } ?? "",
            ].joined(separator: ",")
        }
        return ([header] + lines).map { "\($0)\r\n" }.joined()
    }

    /// A text as a field; one that a spreadsheet would take for a formula begins with an apostrophe.
    private static func field(_ text: String) -> String {
        let plain = text.first.map { "=+-@\t\r".contains($0) } == true ? "'\(text)" : text
        guard plain.contains(where: { ",\"\r\n".contains($0) }) else { return plain }
        return "\"\(plain.replacing("\"", with: "\"\""))\""
    }

    private static func rounded(_ usd: Double) -> Double { (usd * 1e6).rounded() / 1e6 }
}
