internal import FoundationEssentials
internal import GRDB
internal import RunStore

/// A process that drives runs for others, as a row of the table `processes`.
enum ProcessRow {
    /// Selects whole processes, the oldest first.
    static let selection = """
        SELECT host, boot, process, process_start, kind, version, concurrency, models, started, seen FROM processes
        ORDER BY started, host, process
        """

    /// Writes a process.
    static let replacement = """
        INSERT OR REPLACE INTO processes
            (host, boot, process, process_start, kind, version, concurrency, models, started, seen)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    /// The values of ``replacement``.
    ///
    /// - Parameters:
    ///   - process: The process.
    ///   - time: Now.
    /// - Returns: As many values as there are columns.
    /// - Throws: When the models cannot be written as JSON.
    static func arguments(_ process: FleetProcess, seen time: Date) throws -> StatementArguments {
        let owner = process.owner
        return [
            owner.host, owner.boot, owner.processID, owner.processStart, process.kind.rawValue, process.version,
            process.concurrency, try JSONText.encode(process.models), process.started.milliseconds,
            time.milliseconds,
        ]
    }

    /// Reads a process.
    ///
    /// - Parameter row: What ``selection`` gives.
    /// - Returns: The process.
    /// - Throws: When the row holds something else.
    static func process(_ row: Row) throws -> FleetProcess {
        var row = RowReader(row)
        return FleetProcess(
            owner: RunOwner(
                host: try row.next(),
                boot: try row.next(),
                processID: try row.next(),
                processStart: try row.next()
            ),
            kind: try row.value(),
            version: try row.next(),
            concurrency: try row.next(),
            models: try row.json(),
            started: Date(milliseconds: try row.next()),
            seen: Date(milliseconds: try row.next())
        )
    }
}
