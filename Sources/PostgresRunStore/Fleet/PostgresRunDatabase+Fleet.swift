package import FoundationEssentials
package import RunStore

extension PostgresRunDatabase {
    package func announce(_ process: FleetProcess, at time: Date) async throws(RunStoreError) {
        try await write { transaction in
            let time = self.leaseTime(time, transaction)
            let forgotten = time.addingTimeInterval(-(FleetProcess.memory / .seconds(1))).milliseconds
            // Two processes that forget the same ones must not wait for each other.
            try transaction.run(
                """
                DELETE FROM processes WHERE ctid IN (
                    SELECT ctid FROM processes WHERE seen < \(forgotten) FOR UPDATE SKIP LOCKED
                )
                """
            )
            try transaction.run(try ProcessRow.replacement(process, seen: time))
        }
    }

    package func withdraw(_ owner: RunOwner) async throws(RunStoreError) {
        try await write { transaction in
            try transaction.run(
                """
                DELETE FROM processes WHERE host = \(owner.host) AND boot = \(owner.boot)
                    AND process = \(owner.processID) AND process_start = \(owner.processStart)
                """
            )
        }
    }

    package func fleet(limit: Int) async throws(RunStoreError) -> FleetFacts {
        try await read { transaction in
            let limit = max(0, limit)
            let skew = self.skew(transaction)
            var facts = FleetFacts()
            facts.processes = try transaction.rows(ProcessRow.selection)
                .map { try ProcessRow.process($0, skew: skew) }
            facts.driven = try transaction.rows(FleetQuery.driven(limit)).map { try self.run($0, transaction) }
            facts.slots = try transaction.rows(FleetQuery.slots).map { try SlotRow.slot($0, skew: skew) }
            facts.waiting = try transaction.rows(FleetQuery.waiting).map(FleetQuery.waiting)
            facts.stopped = try transaction.rows(FleetQuery.stopped(limit)).map { try self.run($0, transaction) }
            facts.unknown = try transaction.rows(FleetQuery.unknown(limit)).map { try self.run($0, transaction) }
            return facts
        }
    }

    package func filesInUse() async throws(RunStoreError) -> Set<String> {
        try await read { transaction in
            var hashes: Set<String> = []
            for row in try transaction.rows(FleetQuery.files) {
                for text in row.columns {
                    hashes.formUnion(try JSONText.decodeList(text ?? "[]", of: RunFile.self).map(\.sha256))
                }
            }
            for row in try transaction.rows("SELECT sha256 FROM files") {
                hashes.insert(try row.value())
            }
            return hashes
        }
    }
}

/// The queries behind ``PostgresRunDatabase/fleet(limit:)``, each of which uses an index.
enum FleetQuery {
    private static let isOpen: SQL = "runs.status IN ('queued', 'starting', 'processing')"

    /// The runs with a lease, oldest first.
    static func driven(_ limit: Int) -> SQL {
        RunRow.selection + "WHERE leases.host IS NOT NULL AND \(isOpen) ORDER BY runs.id LIMIT \(limit)"
    }

    /// The slots of runs that have not ended permanently.
    static let slots: SQL = """
        \(SlotRow.selection)WHERE runs.status IN ('queued', 'starting', 'processing', 'unknown') ORDER BY slots.run
        """

    /// The enqueued runs that wait for their first driver, by what they need.
    static let waiting: SQL = """
        SELECT runs.model, runs.model_key, runs.service, runs.endpoint, count(*), min(runs.created)
        FROM runs JOIN leases ON leases.run = runs.id
        WHERE runs.is_enqueued AND \(isOpen) AND runs.status = 'queued' AND leases.host IS NULL
        GROUP BY 1, 2, 3, 4 ORDER BY 6, 1
        """

    /// The enqueued runs that have begun and that nobody drives, oldest first.
    static func stopped(_ limit: Int) -> SQL {
        RunRow.selection + """
            WHERE runs.is_enqueued AND \(isOpen) AND runs.status <> 'queued' AND leases.host IS NULL
            ORDER BY runs.id LIMIT \(limit)
            """
    }

    /// The runs of unknown outcome, oldest first.
    static func unknown(_ limit: Int) -> SQL {
        RunRow.selection + "WHERE runs.status = 'unknown' ORDER BY runs.created, runs.id LIMIT \(limit)"
    }

    /// The files of runs that have not ended.
    static let files: SQL = """
        SELECT input_files, output_files FROM runs WHERE status IN ('queued', 'starting', 'processing', 'unknown')
        """

    /// Reads a group of ``waiting``.
    ///
    /// - Parameter row: The row.
    /// - Returns: The group.
    /// - Throws: When the row holds something else.
    static func waiting(_ row: PostgresRow) throws -> FleetFacts.Waiting {
        var row = RowReader(row)
        return FleetFacts.Waiting(
            model: try row.next(),
            modelKey: try row.next(),
            service: try row.next(),
            endpoint: try row.next(),
            count: try row.next(),
            oldest: Date(milliseconds: try row.next())
        )
    }
}

/// A process that drives runs for others, as a row of the table `processes`.
enum ProcessRow {
    /// Selects whole processes, the oldest first.
    static let selection: SQL = """
        SELECT host, boot, process, process_start, kind, version, concurrency, models, started, seen FROM processes
        ORDER BY started, host, process
        """

    /// Writes a process.
    static func replacement(_ process: FleetProcess, seen time: Date) throws -> SQL {
        let owner = process.owner
        return """
            INSERT INTO processes
                (host, boot, process, process_start, kind, version, concurrency, models, started, seen)
            VALUES (\(owner.host), \(owner.boot), \(owner.processID), \(owner.processStart), \(process.kind.rawValue),
                \(process.version), \(process.concurrency), \(try JSONText.encode(process.models)),
                \(process.started.milliseconds), \(time.milliseconds))
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
    static func process(_ row: PostgresRow, skew: Int64) throws -> FleetProcess {
        var row = RowReader(row)
        return FleetProcess(
            owner: RunOwner(
                host: try row.next(),
                boot: try row.next(),
                processID: try row.next(),
                processStart: try row.next()
            ).inFleet,
            kind: try row.value(),
            version: try row.next(),
            concurrency: try row.next(),
            models: try row.json(),
            started: Date(milliseconds: try row.next()),
            seen: Date(milliseconds: try row.next(Int64.self) + skew)
        )
    }
}
