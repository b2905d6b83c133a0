package import FoundationEssentials
package import RunStore

/// What the record says about a batch: the last run of each row that has one.
package struct RecordedBatch: Sendable {
    /// Its name.
    package let name: BatchName
    /// The full name of its model.
    package let model: String
    /// When its first run was recorded.
    package private(set) var began: Date
    /// When one of its runs last changed.
    package private(set) var updated: Date
    /// How many rows have a run in each status.
    package private(set) var counts: [RunStatus: Int] = [:]
    /// What its runs have cost in US dollars, as far as that is known.
    package private(set) var usd = 0.0
    private var rows: Set<Substring> = []

    /// How many rows have a run.
    package var rowCount: Int { rows.count }

    private init(_ name: BatchName, _ run: Run) {
        self.name = name
        model = run.model.name
        (began, updated) = (run.created, run.updated)
    }

    /// Adds a run; later ones come first.
    ///
    /// - Returns: Whether it is the last run of its row.
    private mutating func add(_ run: Run) -> Bool {
        began = min(began, run.created)
        updated = max(updated, run.updated)
        if run.service.isCharged { usd += run.price?.usd ?? (run.isPaid ? run.estimate.usd ?? 0 : 0) }
        let isLast = rows.insert((run.callerName ?? "").prefix { $0 != "#" }).inserted
        if isLast { counts[run.status, default: 0] += 1 }
        return isLast
    }

    /// All batches that have runs, the newest first.
    ///
    /// - Parameter store: Where runs are recorded.
    /// - Returns: The batches.
    /// - Throws: When the store cannot be read.
    package static func all(in store: any RunDatabase) async throws -> [RecordedBatch] {
        var batches: [BatchName: RecordedBatch] = [:]
        for try await run in store.sequence(RunFilter()) {
            guard let name = BatchName(label: run.label), isOf(name, run) else { continue }
            _ = batches[name, default: RecordedBatch(name, run)].add(run)
        }
        return batches.values.sorted { $0.updated > $1.updated }
    }

    /// The last run of each row of a batch, in the order in which they were recorded.
    ///
    /// - Parameters:
    ///   - name: The batch.
    ///   - store: Where runs are recorded.
    /// - Returns: The batch and its runs; `nil` when it has none.
    /// - Throws: When the store cannot be read.
    package static func runs(
        of name: BatchName,
        in store: any RunDatabase
    ) async throws -> (batch: RecordedBatch, runs: [Run])? {
        var batch: RecordedBatch?
        var runs: [Run] = []
        for try await run in store.sequence(RunFilter(label: name.label)) where isOf(name, run) {
            var sum = batch ?? RecordedBatch(name, run)
            if sum.add(run) { runs.append(run) }
            batch = sum
        }
        return batch.map { ($0, runs.reversed()) }
    }

    /// Whether a batch has made a run, and not a user who chose such a label.
    private static func isOf(_ name: BatchName, _ run: Run) -> Bool {
        run.callerName?.hasPrefix("\(name.label)/") == true
    }
}
