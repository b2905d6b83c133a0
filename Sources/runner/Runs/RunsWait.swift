import ArgumentParser
import CommandParsing
import Presentation
import RunStore

/// `runner runs wait ID…`: waits for runs that other processes drive.
struct RunsWait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until runs have ended, and print their results.",
        discussion: """
            A run that no process is working on is resumed; an enqueued one is left to 'runner work'. Ctrl-C stops waiting; the run \
            continues. With --all, an unpaid run that can never continue is reported and does not count.
            """
    )

    @Argument(help: "Ids of runs, or the beginning of either part; 'last' is the newest run.")
    var runs: [String] = []

    @Flag(help: "Wait for all runs that have not ended.")
    var all = false

    @OptionGroup(title: "With --all") var choice: RunChoiceOptions

    @Option(help: ArgumentHelp("How long to wait for each run; no limit by default.", valueName: "duration"))
    var timeout: TimeLimit?

    @OptionGroup var cache: CacheOptions
    @OptionGroup var talk: TalkOptions
    @OptionGroup var state: StateOptions

    func validate() throws {
        if runs.isEmpty, !all {
            throw ValidationError("no run was given", help: "give the name of a run, or use --all")
        }
        if !runs.isEmpty, all || !choice.isEmpty {
            throw ValidationError("--all and its filters cannot be used with names of runs", help: "use one of them")
        }
    }

    func run() async throws {
        let found = all ? try await RecordedRuns.opened(state) : try await RecordedRuns.holding(runs[0], state)
        guard let recorded = found else {
            Terminal.say("nothing is recorded in '\(try state.shown)' yet")
            return
        }
        let list =
            all
            ? try await choice.runs(with: RunStatus.open, in: recorded.database)
            : try await recorded.runs(named: runs)
        if list.isEmpty, !talk.quiet { Terminal.say("there are no runs to wait for") }
        var job = RunsJob(
            recorded: recorded,
            installation: cache.installation,
            isJSON: talk.json,
            isQuiet: talk.quiet
        )
        job.toleratesDeadRuns = all
        let status = await job.inTurn(list) { job, run in await job.wait(for: run, limit: timeout?.duration) }
        try EndedEarly.unlessSuccessful(status)
    }
}

extension RunsWait: JSONPrinting, RunRecording {
    var json: Bool { talk.json }
}
