internal import FoundationEssentials
package import RunStore

extension RowStore {
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
            facts.processes = try transaction.all(ProcessRow.selection) { try ProcessRow.process(&$0, skew: skew) }
            facts.driven = try self.runs(FleetQuery.driven(limit), transaction)
            facts.slots = try transaction.all(FleetQuery.slots) { try SlotRow.slot(&$0, skew: skew) }
            facts.slots += try transaction.all(SlotRow.leftSelection + "ORDER BY run") {
                try SlotRow.leftSlot(&$0, skew: skew)
            }
            facts.holders = try self.runs(FleetQuery.holders(limit), transaction)
            facts.waiting = try transaction.all(FleetQuery.waiting, FleetQuery.waiting)
            facts.stopped = try self.runs(FleetQuery.stopped(limit), transaction)
            facts.unknown = try self.runs(FleetQuery.unknown(limit), transaction)
            return facts
        }
    }

    package func filesInUse() async throws(RunStoreError) -> Set<String> {
        try await read { transaction in
            var hashes: Set<String> = []
            let lists = try transaction.all(FleetQuery.files) { row in
                try row.list() + (try row.list()) as [RunFile]
            }
            // All of them, so no index helps.
            let outputs = try transaction.all("SELECT output_files FROM runs WHERE status = 'succeeded'") { row in
                try row.list() as [RunFile]
            }
            for files in lists + outputs { hashes.formUnion(files.map(\.sha256)) }
            return hashes.union(try transaction.all("SELECT sha256 FROM files") { try $0.next(String.self) })
        }
    }
}

/// The queries behind ``RowStore/fleet(limit:)``, each of which uses an index.
package enum FleetQuery {
    /// The runs with a lease, oldest first.
    package static func driven(_ limit: Int) -> SQL {
        RunRow.selection + """
            WHERE leases.host IS NOT NULL AND leases.expires IS NOT NULL AND \(.isOpen) ORDER BY runs.id LIMIT \(limit)
            """
    }

    /// The slots of runs that have not ended permanently.
    package static let slots: SQL = """
        \(SlotRow.selection)WHERE runs.status IN ('queued', 'starting', 'processing', 'unknown') ORDER BY slots.run
        """

    /// The runs with slots that only their users continue, oldest first.
    package static func holders(_ limit: Int) -> SQL {
        RunRow.selection + """
            WHERE runs.id IN (SELECT run FROM slots) AND runs.is_enqueued = \(.no) AND \(.isOpen)
            ORDER BY runs.id LIMIT \(limit)
            """
    }

    /// The enqueued runs that wait for their first driver and were never interrupted, by what they need.
    package static let waiting: SQL = """
        SELECT runs.model, runs.model_key, runs.service, runs.endpoint, count(*), min(runs.created)
        FROM runs JOIN leases ON leases.run = runs.id
        WHERE runs.is_enqueued = \(.yes) AND \(.isOpen) AND runs.status = 'queued' AND leases.host IS NULL
            AND leases.rests_until IS NULL
        GROUP BY 1, 2, 3, 4 ORDER BY 6, 1
        """

    /// The enqueued runs that have begun or were interrupted, and that nobody drives, oldest first.
    package static func stopped(_ limit: Int) -> SQL {
        RunRow.selection + """
            WHERE runs.is_enqueued = \(.yes) AND \(.isOpen) AND leases.host IS NULL
                AND (runs.status <> 'queued' OR leases.rests_until IS NOT NULL)
            ORDER BY runs.id LIMIT \(limit)
            """
    }

    /// The runs of unknown outcome, oldest first.
    package static func unknown(_ limit: Int) -> SQL {
        RunRow.selection + "WHERE runs.status = 'unknown' ORDER BY runs.created, runs.id LIMIT \(limit)"
    }

    /// The files of runs that have not ended.
    package static let files: SQL = """
        SELECT input_files, output_files FROM runs WHERE status IN ('queued', 'starting', 'processing', 'unknown')
        """

    /// Reads a group of ``waiting``.
    fileprivate static func waiting(_ row: inout ColumnReader) throws -> FleetFacts.Waiting {
        FleetFacts.Waiting(
            model: try row.next(),
            modelKey: try row.next(),
            service: try row.next(),
            endpoint: try row.next(),
            count: try row.next(),
            oldest: try row.next()
        )
    }
}
