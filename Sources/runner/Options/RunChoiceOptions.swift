import ArgumentParser
import FoundationEssentials
import RunStore

/// Which of all runs a command with `--all` means.
struct RunChoiceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("With --all: only runs with this label.", valueName: "word"))
    var label: String?

    @Option(help: ArgumentHelp("With --all: only runs of this model.", valueName: "name"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "With --all: only runs recorded since this time: 2h, 7d, today, monday, 2026-11-20.",
            valueName: "time"
        )
    )
    var since: PointInTime?

    @Option(help: ArgumentHelp("With --all: only runs recorded longer ago than this.", valueName: "duration"))
    var olderThan: TimeSpan?

    /// Whether none was given.
    var isEmpty: Bool { label == nil && model == nil && since == nil && olderThan == nil }

    /// Finds the runs, the oldest first: what a service keeps for it ends first.
    ///
    /// - Parameters:
    ///   - statuses: Only runs with one of these.
    ///   - database: Where runs are recorded.
    /// - Returns: The runs.
    /// - Throws: When the store cannot be read.
    func runs(with statuses: Set<RunStatus>, in database: any RunDatabase) async throws -> [Run] {
        let now = Date()
        let filter = RunFilter(statuses: statuses, model: model, label: label, since: since?.date(now: now))
        let latest = olderThan.map { now.addingTimeInterval(-($0.duration / .seconds(1))) }
        return try await database.runs(filter).reversed().filter { latest == nil || $0.created < latest ?? now }
    }
}
