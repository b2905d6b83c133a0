import ArgumentParser
import Diagnostics
import FileStores
import FoundationEssentials
import ModelSupply
import Presentation
import RunStore
import RunnerCore

/// `runner runs prune --older-than 30d`: removes runs that ended long ago.
struct RunsPrune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove runs that ended long ago from the record; their outputs stay.",
        discussion:
            "Runs that can still be resumed are kept, and so are runs with an unknown outcome and charged runs of a batch: without "
            + "these, the batch would pay for its rows again."
    )

    // With RUNNER_FILES, what the runs kept there goes as well.
    @Option(help: ArgumentHelp("Remove runs that ended longer ago than this, e.g. 12h or 30d.", valueName: "time"))
    var olderThan: TimeSpan

    @Flag(help: "Show what would be removed; remove nothing.")
    var dryRun = false

    @OptionGroup var state: StateOptions

    func run() async throws {
        guard let recorded = try await RecordedRuns.opened(state) else {
            Terminal.say("nothing is recorded in '\(try state.shown)' yet")
            return
        }
        let end = Date().addingTimeInterval(-(olderThan.duration / .seconds(1)))
        if dryRun {
            let ended = RunFilter(statuses: RunStatus.ended)
            var old = 0
            for try await run in recorded.database.sequence(ended) where run.ended.map({ $0 < end }) ?? false {
                if run.isOfPaidSeries { continue }
                Terminal.print("\(run.id)  \(run.status.rawValue)  \(printable(run.model.name))")
                old += 1
            }
            Terminal.say("\(count(old)) would be removed")
            return
        }
        var total = 0
        while true {
            let removed = try await recorded.database.removeRuns(endedBefore: end, limit: Self.batch)
            // A paid run's partial file may be a complete video, so only the user may delete it.
            for run in removed where !run.isPaid { RunLeftovers(run).remove() }
            for run in removed { KeptFiles.remove(run.id, from: recorded.database) }
            total += removed.count
            if removed.count < Self.batch { break }
        }
        Terminal.say("removed \(count(total))")
        guard let files = try SharedFiles(Installation(environment: ProcessInfo.processInfo.environment)) else {
            return
        }
        let deleted = try await files.clean(putBefore: end, besidesThoseOf: recorded.database)
        Terminal.say("deleted \(deleted.files) files that no open run needs from the store of files")
    }

    /// How many runs are in memory at a time.
    private static let batch = 500

    private func count(_ number: Int) -> String { number == 1 ? "1 run" : "\(number) runs" }
}

extension RunsPrune: RunRecording {}
