import ArgumentParser
import RunStore

/// `runner runs wait ID…`: waits for runs that other processes work on.
struct RunsWait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until runs have ended, and print their results.",
        discussion: "A run that no process is working on is resumed. Ctrl-C stops waiting; the run continues."
    )

    @Argument(help: "Ids of runs, or the beginning of either part; 'last' is the newest run.")
    var runs: [String]

    @Option(help: ArgumentHelp("How long to wait for each run; no limit by default.", valueName: "duration"))
    var timeout: TimeLimit?

    @OptionGroup var cache: CacheOptions
    @OptionGroup var talk: TalkOptions
    @OptionGroup var state: StateOptions

    func run() async throws {
        let recorded = try await RecordedRuns.holding(runs[0], state)
        let list = try await recorded.runs(named: runs)
        let drive = RunsJob(
            recorded: recorded,
            installation: cache.installation,
            isJSON: talk.json,
            isQuiet: talk.quiet
        )
        let status = await drive.inTurn(list) { drive, run in await drive.wait(for: run, limit: timeout?.duration) }
        try EndedEarly.unlessSuccessful(status)
    }
}

extension RunsWait: JSONPrinting, RunRecording {
    var json: Bool { talk.json }
}
