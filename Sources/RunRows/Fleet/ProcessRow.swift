package import FoundationEssentials
package import RunStore

/// A process that drives runs for others, as a row of the table `processes`.
package enum ProcessRow {
    private static let columns =
        "host, boot, process, process_start, kind, version, concurrency, models, started, seen"

    /// Selects whole processes, the oldest first.
    static let selection: SQL = "SELECT \(SQL(text: columns)) FROM processes ORDER BY started, host, process"

    /// Writes a process.
    ///
    /// - Parameters:
    ///   - process: The process.
    ///   - time: Now.
    /// - Returns: The statement.
    /// - Throws: When the models cannot be written as JSON.
    package static func replacement(_ process: FleetProcess, seen time: Date) throws -> SQL {
        let owner = process.owner
        let insertion = SQL.insertion(
            into: "processes",
            columns,
            [
                owner.host, owner.boot, owner.processID, owner.processStart, process.kind.rawValue, process.version,
                process.concurrency, try JSONText.encode(process.models), process.started, time,
            ]
        )
        return insertion + """
             ON CONFLICT (host, boot, process, process_start) DO UPDATE SET kind = excluded.kind,
                version = excluded.version, concurrency = excluded.concurrency, models = excluded.models,
                started = excluded.started, seen = excluded.seen
            """
    }

    /// Reads a process.
    ///
    /// - Parameters:
    ///   - row: What ``selection`` gives.
    ///   - skew: By how much to move when it was seen, in milliseconds.
    /// - Returns: The process.
    /// - Throws: When the row holds something else.
    static func process(_ row: inout ColumnReader, skew: Int64) throws -> FleetProcess {
        let owner = RunOwner(
            host: try row.next(),
            boot: try row.next(),
            processID: try row.next(),
            processStart: try row.next()
        )
        return FleetProcess(
            owner: row.isShared ? owner.inFleet : owner,
            kind: try row.word(),
            version: try row.next(),
            concurrency: try row.next(),
            models: try row.json(),
            started: try row.next(),
            seen: Date(milliseconds: try row.next(Int64.self) + skew)
        )
    }
}
