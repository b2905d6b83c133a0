package import FoundationEssentials
internal import GRDB
package import RunStore

extension SQLiteRunDatabase {
    package func announce(_ process: FleetProcess, at time: Date) async throws(RunStoreError) {
        try await write { database in
            try database.run(
                "DELETE FROM processes WHERE seen < ?",
                [time.addingTimeInterval(-(FleetProcess.memory / .seconds(1))).milliseconds]
            )
            try database.run(ProcessRow.replacement, try ProcessRow.arguments(process, seen: time))
        }
    }

    package func withdraw(_ owner: RunOwner) async throws(RunStoreError) {
        try await write { database in
            try database.run(
                "DELETE FROM processes WHERE host = ? AND boot = ? AND process = ? AND process_start = ?",
                [owner.host, owner.boot, owner.processID, owner.processStart]
            )
        }
    }

    package func fleet(limit: Int) async throws(RunStoreError) -> FleetFacts {
        try await read { database in
            let limit = max(0, limit)
            var facts = FleetFacts()
            facts.processes = try database.rows(ProcessRow.selection).map(ProcessRow.process)
            facts.driven = try database.rows(FleetQuery.driven, [limit]).map(RunRow.run)
            facts.slots = try database.rows(FleetQuery.slots).map(SlotRow.slot)
            facts.waiting = try database.rows(FleetQuery.waiting).map(FleetQuery.waiting)
            facts.stopped = try database.rows(FleetQuery.stopped, [limit]).map(RunRow.run)
            facts.unknown = try database.rows(FleetQuery.unknown, [limit]).map(RunRow.run)
            return facts
        }
    }

    package func filesInUse() async throws(RunStoreError) -> Set<String> {
        try await read { database in
            var hashes: Set<String> = []
            for row in try database.rows(FleetQuery.files) {
                for text in [try row.decode(String.self, atIndex: 0), try row.decode(String.self, atIndex: 1)] {
                    hashes.formUnion(try JSONText.decodeList(text, of: RunFile.self).map(\.sha256))
                }
            }
            for row in try database.rows("SELECT sha256 FROM files") {
                hashes.insert(try row.decode(atIndex: 0))
            }
            return hashes
        }
    }

    package func hints() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watch = Task { [weak self] in
            var seen: Int64?
            while (try? await Task.sleep(for: Self.hintInterval)) != nil {
                guard let version = try? await self?.dataVersion() else { return }
                if let seen, seen != version { continuation.yield() }
                seen = version
            }
        }
        continuation.onTermination = { _ in watch.cancel() }
        return stream
    }

    /// How often it is looked whether another process has written; a look costs microseconds and reads no data.
    private static let hintInterval: Duration = .milliseconds(50)

    /// A number that changes whenever another connection commits.
    private func dataVersion() async throws(RunStoreError) -> Int64 {
        try await read { database in
            try Int64.fetchOne(database, sql: "PRAGMA data_version") ?? 0
        }
    }
}

/// The queries behind ``SQLiteRunDatabase/fleet(limit:)``, each of which uses an index.
enum FleetQuery {
    private static let isOpen = "runs.status IN ('queued', 'starting', 'processing')"

    /// The runs with a lease, oldest first.
    static let driven =
        RunRow.selection
        + "WHERE leases.expires IS NOT NULL AND \(isOpen) ORDER BY runs.id LIMIT ?"

    /// The slots of runs that have not ended permanently.
    static let slots = """
        \(SlotRow.selection) WHERE runs.status IN ('queued', 'starting', 'processing', 'unknown') ORDER BY slots.run
        """

    /// The enqueued runs that wait for their first driver, by what they need.
    static let waiting = """
        SELECT runs.model, runs.model_key, runs.service, runs.endpoint, count(*), min(runs.created)
        FROM runs JOIN leases ON leases.run = runs.id
        WHERE runs.is_enqueued = 1 AND \(isOpen) AND runs.status = 'queued' AND leases.expires IS NULL
        GROUP BY 1, 2, 3, 4 ORDER BY 6, 1
        """

    /// The enqueued runs that have begun and that nobody drives, oldest first.
    static let stopped =
        RunRow.selection
        + "WHERE runs.is_enqueued = 1 AND \(isOpen) AND runs.status <> 'queued' AND leases.expires IS NULL "
        + "ORDER BY runs.id LIMIT ?"

    /// The runs of unknown outcome, oldest first.
    static let unknown = RunRow.selection + "WHERE runs.status = 'unknown' ORDER BY runs.created, runs.id LIMIT ?"

    /// The files of runs that have not ended.
    static let files = """
        SELECT input_files, output_files FROM runs
        WHERE status IN ('queued', 'starting', 'processing', 'unknown')
        """

    /// Reads a group of ``waiting``.
    ///
    /// - Parameter row: The row.
    /// - Returns: The group.
    /// - Throws: When the row holds something else.
    static func waiting(_ row: Row) throws -> FleetFacts.Waiting {
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
