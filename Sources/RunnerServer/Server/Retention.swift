internal import FoundationEssentials
internal import RunStore
internal import ServiceLifecycle
internal import Uploads

/// Deletes what was kept long enough: uploads, output files and delivered messages.
///
/// Records of runs stay.
struct Retention: Sendable {
    let database: any ServerDatabase
    let runs: any RunDatabase
    let shelf: FileShelf
    let outputs: String
    let keep: Duration
    let period: Duration

    /// Prepares to delete.
    ///
    /// - Parameters:
    ///   - database: Where uploads and messages are recorded.
    ///   - runs: Where runs are recorded.
    ///   - shelf: The uploads.
    ///   - outputs: The directory of the server's output files; others are never deleted.
    ///   - keep: How long output files and messages are kept after the end of the run.
    ///   - period: How often to look.
    init(
        database: any ServerDatabase,
        runs: any RunDatabase,
        shelf: FileShelf,
        outputs: String,
        keep: Duration,
        period: Duration = .seconds(3_600)
    ) {
        self.database = database
        self.runs = runs
        self.shelf = shelf
        self.outputs = outputs
        self.keep = keep
        self.period = period
    }

    /// Looks from time to time until the server stops.
    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // What could not be deleted now is deleted next time.
                try? await clean(at: Date())
                try? await Task.sleep(for: period)
            }
        }
    }

    /// Deletes what was kept long enough.
    ///
    /// - Parameter now: Now.
    /// - Throws: `RunStoreError` when the store cannot be read or written.
    func clean(at now: Date) async throws {
        try await shelf.removeExpired()
        let old = now.addingTimeInterval(-(keep / .seconds(1)))
        try await database.removeWebhooks(endedBefore: old)
        var filter = RunFilter(statuses: RunStatus.ended)
        filter.until = old
        for try await run in runs.sequence(filter) where run.ended.map({ $0 < old }) ?? false {
            for place in run.places { remove(place.path) }
        }
    }

    /// Deletes the directory that a run's output files are alone in.
    private func remove(_ path: String) {
        guard path.hasPrefix("\(outputs)/"), let name = path.dropFirst(outputs.count + 1).split(separator: "/").first,
            name != ".", name != ".."
        else { return }
        try? FileManager.default.removeItem(atPath: "\(outputs)/\(name)")
    }
}
