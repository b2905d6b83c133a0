import ArgumentParser
import RunStore

/// `runner runs cancel ID…`: ends runs, at the service too.
struct RunsCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancel runs, and their tasks at the service.",
        discussion: """
            A process that is working on a run is asked to cancel it; otherwise, this command cancels it. Whether a canceled \
            task is charged is up to the service.
            """
    )

    @Argument(help: "Ids of runs, or the beginning of either part; 'last' is the newest run.")
    var runs: [String]

    @OptionGroup var cache: CacheOptions
    @Flag(name: .shortAndLong, help: "Print only errors to standard error.")
    var quiet = false
    @OptionGroup var state: StateOptions

    func run() async throws {
        let recorded = try await RecordedRuns.holding(runs[0], state)
        let list = try await recorded.runs(named: runs)
        let job = RunsJob(recorded: recorded, installation: cache.installation, isQuiet: quiet)
        let status = await job.inTurn(list) { job, run in await job.cancel(run) }
        try EndedEarly.unlessSuccessful(status)
    }
}

extension RunsCancel: RunRecording {}
