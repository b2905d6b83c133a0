import ArgumentParser
import CommandParsing
import ErrorReporting
import FoundationEssentials
import InferenceKit
import ModelManifest
import Presentation
import Quantities
import RunnerCore

/// `runner predict MODEL`: checks everything, then runs a prediction.
struct Predict: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Run a single prediction.",
        discussion: """
            Only the path of the output is printed on standard output, or one JSON object with --json. Every \
            prediction is recorded as a run: after Ctrl-C, what was submitted continues at the service and is still charged, and \
            'runner runs resume' or the same command again fetches it. A command with the model and inputs of a run that has not ended \
            continues that run for free, or reports that its outcome is unknown; --again creates a new run.

            A run that may be charged needs your consent: at a terminal, the command asks before it submits anything. --yes, \
            --max-cost and RUNNER_MAX_COST_PER_DAY, a limit in US dollars for all runs of the last 24 hours, give it in \
            advance. A run whose price is unknown needs --yes.
            """
    )

    @Argument(help: "A model's directory, or its name.")
    var model: String

    @Argument(help: ArgumentHelp("Inputs, in the same form as for --input.", valueName: "name=value"))
    var pairs: [String] = []

    @Option(
        name: [.customShort("i"), .customLong("input")],
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Inputs as name=value, several after one flag.",
            discussion: "A value of a file is a path, @path, an https link, or - for standard input.",
            valueName: "name=value"
        )
    )
    var inputs: [String] = []

    @Option(
        help: ArgumentHelp(
            "Inputs as a JSON object: a file, - for standard input, or the object itself.",
            valueName: "json"
        )
    )
    var inputJSON: String?

    @Flag(
        help: ArgumentHelp(
            "Adapt pictures, recordings and videos to the model's limits, and report what was changed.",
            discussion: "Nothing is cropped or shortened. Needs ffmpeg, and heif-convert for HEIC."
        )
    )
    var fit = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Keep only a part of a recording or video, in seconds: audio=0:60.",
            valueName: "input=from:to"
        )
    )
    var trim: [TrimArgument] = []

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Where to write the output: a file or a directory.", valueName: "path")
    )
    var output: String?

    @Flag(help: "Replace an output file that exists.")
    var force = false

    @OptionGroup(title: "Service") var service: ServiceOptions

    @Option(
        help: ArgumentHelp(
            "Time limit for the run, not counting compilation, e.g. 90s, 30min or 2h.",
            valueName: "duration"
        )
    )
    var timeout: TimeLimit = .hour

    @OptionGroup var consent: PaymentOptions

    @Flag(help: "Use the result of an earlier run with the same model and inputs, if its files are unchanged.")
    var reuse = false

    @Flag(help: "Create a new run, even if one with the same model and inputs has not ended.")
    var again = false

    @Flag(help: "Exit once the task is submitted, and print the run's name instead of its result.")
    var noWait = false

    @Flag(help: "Only record the run and print its name; any 'runner work' process that has the model executes it.")
    var enqueue = false

    @Option(
        help: ArgumentHelp(
            "A name of your choice for the run; repeating the command with this name refers to the same run.",
            valueName: "name"
        )
    )
    var runName: String?

    @Option(help: ArgumentHelp("A label for grouping runs in 'runs list' and 'runs cost'.", valueName: "word"))
    var label: String?

    @Flag(help: "Check everything and show what would be sent, with its price; send nothing.")
    var dryRun = false

    @Flag(help: "On Ctrl-C, cancel the task at the service.")
    var cancelOnInterrupt = false

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print only errors to standard error.")
    var quiet = false

    @OptionGroup var registry: RegistryOptions

    @OptionGroup var state: StateOptions

    @OptionGroup var cache: CacheOptions

    mutating func validate() throws {
        if service.emulator, noWait {
            throw ValidationError(
                "--emulator cannot be used with --no-wait",
                help: "omit --no-wait; the emulator stops with this command, and the task is lost"
            )
        }
        if enqueue { try service.requireLastingService() }
        if enqueue, noWait || dryRun || fit || !trim.isEmpty {
            throw ValidationError(
                "--enqueue cannot be used with --no-wait, --dry-run, --fit or --trim",
                help: "omit them; another process executes the run with the inputs as they are"
            )
        }
        if dryRun, noWait {
            throw ValidationError(
                "--dry-run cannot be used with --no-wait",
                help: "omit it; a dry run sends nothing and has no result"
            )
        }
        if again, reuse {
            throw ValidationError(
                "--again and --reuse cannot be used together",
                help: "use --again for a new run, or --reuse for the result of an earlier one"
            )
        }
    }

    func run() async throws {
        let reporter = ProgressReporter(isQuiet: quiet)
        defer { reporter.finish() }
        try await PredictJob(command: self, reporter: reporter).run()
    }
}

extension Predict: JSONPrinting, RunRecording {}
