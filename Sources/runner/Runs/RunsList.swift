import ArgumentParser
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

    @Option(
        help: ArgumentHelp(
            "Only runs since then: 2h, 7d, 2026-11-20 or 2026-11-20T08:30:00Z.",
            valueName: "time"
        )
    )
    var since: PointInTime?

    @Option(help: ArgumentHelp("How many runs to list at most; 20 by default.", valueName: "number"))
    var limit: Int?

    @Flag(help: "List all runs.")
    var all = false

    @Flag(help: "Print a JSON array.")
    var json = false

    @OptionGroup var state: StateOptions

    func validate() throws {
        if all, limit != nil { throw ValidationError("--all and --limit exclude each other", help: "use one of them") }
        if let limit, limit < 1 {
            throw ValidationError("--limit must be at least 1", help: "omit it to list 20 runs, or use --all")
        }
    }

    func run() async throws {
        let now = Date()
        guard let recorded = try await RecordedRuns.opened(state, isForReading: true) else {
            if json { Terminal.print("[]") }
            Terminal.say("nothing is recorded in '\(try state.path)' yet")
            return
        }
        let (runs, total) = try await find(recorded, now: now)
        if json {
            let list = JSONValue.array(runs.map { RunJSON.object($0, now: now) })
            Terminal.print(list.text)
        } else if !runs.isEmpty {
            let text = RunListText(
                names: try await recorded.database.names(of: runs.map(\.id)),
                now: now,
                workingDirectory: FileManager.default.currentDirectoryPath
            )
            Terminal.print(text.lines(runs, width: Terminal.outputWidth))
        }
        if total > runs.count {
            Terminal.say("\(total - runs.count) more; see them with --all or --limit")
        } else if runs.isEmpty {
            Terminal.say("no matching runs")
        }
    }

    /// The runs to show, and how many there are.
    private func find(_ recorded: RecordedRuns, now: Date) async throws -> ([Run], Int) {
        let limit = all ? nil : self.limit ?? 20
        var filter = RunFilter(
            statuses: StatusFilter.statuses(status),
            model: model,
            since: since?.date(now: now),
            limit: limit
        )
        guard status.contains(where: \.onlyInterrupted) else {
            let runs = try await recorded.database.runs(filter)
            let isAll = limit.map { runs.count < $0 } ?? true
            return (runs, isAll ? runs.count : try await recorded.database.count(filter))
        }
        // Whether somebody works on a run is not in the store; runs without an end are few.
        filter.limit = nil
        let runs = try await recorded.database.runs(filter)
            .filter { StatusFilter.accepts(status, RunStanding($0, now: now)) }
        return (limit.map { Array(runs.prefix($0)) } ?? runs, runs.count)
    }
}

/// Where runs stand, on the command line: statuses, or `interrupted`.
struct StatusFilter: ExpressibleByArgument, Sendable {
    /// The statuses that are named.
    let statuses: Set<RunStatus>
    /// Whether runs that no process works on are included.
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
            if filter.onlyInterrupted { all.formUnion(RunStatus.allCases.filter { !$0.isTerminal }) }
        }
    }

    /// Whether a run is meant by one of these filters.
    static func accepts(_ filters: [StatusFilter], _ standing: RunStanding) -> Bool {
        filters.contains { filter in
            filter.statuses.contains(standing.run.status) || filter.onlyInterrupted && standing.isInterrupted
        }
    }
}

extension RunsList: JSONPrinting, RunRecording {}
