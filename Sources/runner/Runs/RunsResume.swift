import ArgumentParser
import CommandParsing
import Diagnostics
import ErrorReporting
import FoundationEssentials
import Presentation
import RunStore
import RunnerCore

/// `runner runs resume ID…`: continues runs where they stopped.
struct RunsResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Continue interrupted runs where they stopped; nothing is paid for twice.",
        discussion: """
            Prints the paths of the outputs, as 'runner predict' does. Several runs are resumed one after another, or as many \
            at once as -j says, and the exit code is that of the worst result. With --all, an unpaid run that can never continue, \
            because its model or an input is gone, is reported and does not count.
            """
    )

    @Argument(help: "Ids of runs, or the beginning of either part; 'last' is the newest run.")
    var runs: [String] = []

    @Flag(help: "Resume all interrupted runs.")
    var all = false

    @Option(
        name: [.customShort("j"), .long],
        help: ArgumentHelp("Maximum number of runs to resume concurrently.", valueName: "number")
    )
    var jobs = 1

    @OptionGroup(title: "With --all") var choice: RunChoiceOptions

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Write the output to this file or directory instead.", valueName: "path")
    )
    var output: String?

    @Flag(help: "Replace an output file that exists.")
    var force = false

    @Flag(help: "Submit again if the outcome of a submission is unknown; you have verified that it was not accepted.")
    var resubmit = false

    @Option(
        help: ArgumentHelp(
            "The service's id of a submission whose outcome is unknown; you have verified that it was accepted.",
            valueName: "id"
        )
    )
    var task: String?

    @OptionGroup var payment: PaymentOptions

    @Option(help: ArgumentHelp("Time limit for each run, e.g. 90s, 30min or 2h.", valueName: "duration"))
    var timeout: TimeLimit?

    @Flag(help: "On Ctrl-C, cancel the task at the service.")
    var cancelOnInterrupt = false

    @Option(help: ArgumentHelp("Another address of the service.", valueName: "url"))
    var endpoint: String?

    @Option(help: ArgumentHelp("Another staging place for local files.", valueName: "url"))
    var staging: String?

    @Flag(help: "Delete the files this run uploaded, including earlier ones, once it has ended.")
    var stagingCleanup = false

    @OptionGroup var installation: CacheOptions
    @OptionGroup var talk: TalkOptions
    @OptionGroup var state: StateOptions

    func validate() throws {
        if runs.isEmpty, !all {
            throw ValidationError("no run was given", help: "give the name of a run, or use --all")
        }
        if !runs.isEmpty, all {
            throw ValidationError("--all cannot be used with names of runs", help: "use one of them")
        }
        if !all, !choice.isEmpty {
            throw ValidationError("filters need --all", help: "omit the names of runs, and add --all")
        }
        guard (1...64).contains(jobs) else {
            throw ValidationError(
                "-j must be a number from 1 to 64",
                help: "most services allow only a few tasks at once"
            )
        }
        if all, resubmit {
            throw ValidationError(
                "--resubmit needs the name of a run",
                help: "give the name of each run to submit again"
            )
        }
        if let task {
            if runs.count != 1 {
                throw ValidationError(
                    "--task needs the name of one run",
                    help: "give the name of the run it belongs to"
                )
            }
            if resubmit {
                throw ValidationError(
                    "--task and --resubmit cannot be used together",
                    help: "use --task for a submission that was accepted, --resubmit for one that was not"
                )
            }
            if task.isEmpty { throw ValidationError("--task is empty", help: "give the id of the service") }
        }
    }

    func run() async throws {
        let status = all ? try await resumeAll() : try await resumeNamed()
        try EndedEarly.unlessSuccessful(status)
    }

    private func resumeNamed() async throws -> ExitStatus {
        let recorded = try await RecordedRuns.holding(runs[0], state)
        return await job(recorded).atOnce(jobs, try await recorded.runs(named: runs)) { job, run in
            await job.resume(run)
        }
    }

    private func resumeAll() async throws -> ExitStatus {
        guard let recorded = try await RecordedRuns.opened(state) else {
            Terminal.say("nothing is recorded in '\(try state.shown)' yet")
            return .success
        }
        let found = try await choice.runs(
            with: RunStatus.open.union([.unknown]),
            in: recorded.database
        )
        for run in found where run.status == .unknown { try await tellUnknown(run, recorded) }
        let list = found.filter { RunStanding($0, now: Date()).canGoOn }
        if list.isEmpty, !talk.quiet { Terminal.say("no run can be continued") }
        var job = job(recorded)
        job.toleratesDeadRuns = true
        return await job.atOnce(jobs, list) { job, run in
            if !talk.quiet { Terminal.say("resuming \(run.id.short), \(printable(run.model.name))") }
            return await job.resume(run)
        }
    }

    private func tellUnknown(_ run: Run, _ recorded: RecordedRuns) async throws {
        Terminal.say("the outcome of a paid submission of \(run.id.short) is unknown; it is left as it is")
        for step in try await recorded.nextSteps(run).steps { Terminal.say("  \(step.purpose):\n    \(step.command)") }
    }

    private func job(_ recorded: RecordedRuns) -> RunsJob {
        var options = Resumption.Options(
            place: output,
            replaces: force,
            resubmits: resubmit,
            timeout: timeout?.duration,
            endpoint: endpoint,
            staging: staging,
            cleansUpStaging: stagingCleanup
        )
        options.maxCost = payment.maxCost
        options.knownTask = task
        return RunsJob(
            recorded: recorded,
            installation: installation.installation,
            options: options,
            payment: payment,
            cancelsOnInterrupt: cancelOnInterrupt,
            isJSON: talk.json,
            isQuiet: talk.quiet
        )
    }
}

extension RunsResume: JSONPrinting, RunRecording {
    var json: Bool { talk.json }
}
