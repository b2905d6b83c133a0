package import Batches
internal import Diagnostics
internal import FoundationEssentials
internal import InferenceKit
internal import Presentation
internal import Quantities
package import RunStore

/// What `runner batches` prints.
package enum BatchList {
    /// Prints a list of batches.
    ///
    /// - Parameters:
    ///   - batches: The batches, the newest first.
    ///   - asJSON: Whether to print one JSON list.
    package static func print(_ batches: [RecordedBatch], asJSON: Bool) {
        if asJSON { return Terminal.print(.array(batches.map { .object(members($0)) })) }
        guard !batches.isEmpty else { return Terminal.say("no batch is recorded") }
        let rows = batches.map { batch in
            [
                batch.name.description, printable(batch.model), "\(batch.rowCount)",
                "\(batch.counts[.succeeded, default: 0])", "\(failed(batch))", "\(open(batch))",
                batch.usd > 0 ? Dollars.text(batch.usd) : "-", ClockText.age(batch.updated, now: Date()),
            ]
        }
        let header = ["BATCH", "MODEL", "ROWS", "DONE", "FAILED", "OPEN", "COST", "CHANGED"]
        Terminal.print(Table(header: header, rows: rows, width: Terminal.outputWidth, yielding: [1]).lines)
    }

    /// Prints the rows of a batch.
    ///
    /// - Parameters:
    ///   - batch: The batch.
    ///   - runs: The last run of each row.
    ///   - asJSON: Whether to print one JSON object.
    package static func print(_ batch: RecordedBatch, _ runs: [Run], asJSON: Bool) {
        if asJSON {
            var members = members(batch)
            members["runs"] = .array(runs.map { RowResult(recorded: $0).json })
            return Terminal.print(.object(members))
        }
        Terminal.print(
            "batch \(batch.name): \(batch.rowCount) rows with a run of \(printable(batch.model)), since \(ClockText.stamp(batch.began))"
        )
        let rows = runs.map { run in
            let standing = RunStanding(run, now: Date())
            let result = run.files.first?.path ?? run.failure?.message ?? ""
            return [
                run.id.short, standing.text, standing.cost,
                printable(run.status == .succeeded ? result : run.failure?.message ?? ""),
            ]
        }
        let header = ["RUN", "STATUS", "COST", "RESULT"]
        Terminal.print(Table(header: header, rows: rows, width: Terminal.outputWidth, yielding: [3]).lines)
    }

    private static func failed(_ batch: RecordedBatch) -> Int {
        batch.counts[.failed, default: 0] + batch.counts[.canceled, default: 0]
    }

    private static func open(_ batch: RecordedBatch) -> Int {
        batch.rowCount - batch.counts[.succeeded, default: 0] - failed(batch)
    }

    private static func members(_ batch: RecordedBatch) -> [String: JSONValue] {
        [
            "batch": .string(batch.name.description), "model": .string(batch.model), "rows": .int(batch.rowCount),
            "statuses": .object(
                Dictionary(uniqueKeysWithValues: batch.counts.map { ($0.key.rawValue, .int($0.value)) })
            ),
            "price_usd": .double(Dollars.rounded(batch.usd)),
        ]
    }
}
