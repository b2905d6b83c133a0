import ArgumentParser
import CommandParsing
import FoundationEssentials
import InferenceKit
import Presentation
import RunStore
import RunnerCore

/// `runner runs list`: recorded runs, newest first.
struct RunsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List recorded runs, newest first; 20 by default.",
        discussion: """
            A run that no process is working on is marked as interrupted. '~' before a cost marks an estimate; '?' after it \
            means that it is unknown whether the run was charged.
            """
    )

    @Option(help: ArgumentHelp("Only runs with this status; separate several with commas.", valueName: "status"))
    var status: [StatusFilter] = []

    @Option(help: ArgumentHelp("Only runs of this model, with or without its namespace.", valueName: "model"))
    var model: String?

    @Option(help: ArgumentHelp("Only runs with this label, such as that of a batch.", valueName: "word"))
    var label: String?

    @Option(
        help: ArgumentHelp(
            "Only runs since this time: 2h, 7d, 2026-11-20 or 2026-11-20T08:30:00Z.",
            valueName: "time"
        )
    )
    var since: PointInTime?

    @Option(help: ArgumentHelp("Maximum number of runs to list; 20 by default.", valueName: "number"))
    var limit: Int?

    @Flag(help: "List all runs.")
    var all = false

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var state: StateOptions

    func validate() throws {
        if all, limit != nil {
            throw ValidationError("--all and --limit cannot be used together", help: "use one of them")
        }
        if let limit, limit < 1 {
            throw ValidationError("--limit must be at least 1", help: "omit it to list 20 runs, or use --all")
        }
    }

    func run() async throws {
        let now = Date()
        guard let recorded = try await RecordedRuns.opened(state, isForReading: true) else {
            if json { Terminal.print("[]") }
            Terminal.say("nothing is recorded in '\(try state.shown)' yet")
            return
        }
        let (shown, total) = json ? try await printJSON(recorded, now: now) : try await printTable(recorded, now: now)
        if total > shown {
            Terminal.say("\(total - shown) more; see them with --all or --limit")
        } else if shown == 0 {
            Terminal.say("no matching runs")
        }
    }

    private func printJSON(_ recorded: RecordedRuns, now: Date) async throws -> (shown: Int, total: Int) {
        var list = JSONList()
        let counts = try await each(recorded, now: now) { list.add(RunJSON.object($0, now: now)) }
        list.end()
        return counts
    }

    private func printTable(_ recorded: RecordedRuns, now: Date) async throws -> (shown: Int, total: Int) {
        let text = RunListText(now: now, workingDirectory: FileManager.default.currentDirectoryPath)
        var rows: [RunListText.Row] = []
        let counts = try await each(recorded, now: now) { rows.append(text.row($0)) }
        guard !rows.isEmpty else { return counts }
        let names = try await recorded.database.names(of: rows.map(\.run))
        Terminal.print(text.lines(rows, names: names, width: Terminal.outputWidth))
        return counts
    }

    /// Visits the runs to show, one at a time; there may be more of them than fit into memory.
    ///
    /// - Returns: How many were visited, and how many match.
    private func each(
        _ recorded: RecordedRuns,
        now: Date,
        _ visit: (Run) -> Void
    ) async throws -> (shown: Int, total: Int) {
        let limit = all ? nil : self.limit ?? 20
        // The store does not know whether a process drives a run; open runs are few.
        let onlyInterrupted = status.contains(where: \.onlyInterrupted)
        let filter = RunFilter(
            statuses: StatusFilter.statuses(status),
            model: model,
            label: label,
            since: since?.date(now: now),
            limit: onlyInterrupted ? nil : limit
        )
        var (shown, total) = (0, 0)
        for try await run in recorded.database.sequence(filter) {
            if onlyInterrupted, !StatusFilter.accepts(status, RunStanding(run, now: now)) { continue }
            total += 1
            guard shown < limit ?? .max else { continue }
            shown += 1
            visit(run)
        }
        if !onlyInterrupted, let limit, shown == limit { total = try await recorded.database.count(filter) }
        return (shown, total)
    }
}

/// Statuses on the command line, including `interrupted`.
struct StatusFilter: ExpressibleByArgument, Sendable {
    /// The named statuses.
    let statuses: Set<RunStatus>
    /// Whether runs that no process drives are included.
    let onlyInterrupted: Bool

    init?(argument: String) {
        var statuses: Set<RunStatus> = []
        var onlyInterrupted = false
        for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
            if word == "interrupted" {
                onlyInterrupted = true
            } else if let status = RunStatus(rawValue: String(word)) {
                statuses.insert(status)
            } else {
                return nil
            }
        }
        self.statuses = statuses
        self.onlyInterrupted = onlyInterrupted
    }

    static var allValueStrings: [String] { RunStatus.allCases.map(\.rawValue) + ["interrupted"] }

    /// The statuses that runs of any of these filters can have.
    static func statuses(_ filters: [StatusFilter]) -> Set<RunStatus> {
        filters.reduce(into: []) { all, filter in
            all.formUnion(filter.statuses)
            if filter.onlyInterrupted { all.formUnion(RunStatus.open) }
        }
    }

    /// Whether a run matches one of these filters.
    static func accepts(_ filters: [StatusFilter], _ standing: RunStanding) -> Bool {
        filters.contains { filter in
            filter.statuses.contains(standing.run.status) || filter.onlyInterrupted && standing.isInterrupted
        }
    }
}

extension RunsList: JSONPrinting, RunRecording {}
