import ArgumentParser
import CommandParsing
import ErrorReporting
import Presentation

/// `runner batch MODEL FILE`: a prediction for each row of a file.
struct Batch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Run one prediction for each row of a file.",
        discussion: """
            FILE is a CSV file whose first line names the columns, a JSON Lines file, a directory, or a pattern such as 'photos/*.jpg'. \
            Columns are inputs, and paths in them are relative to the directory of FILE. Every row is checked before the first is paid \
            for, and you are asked once, for the total price.

            To continue later, run the same command again: rows that have succeeded are not paid for again, changed rows run, and failed rows run again \
            with --retry-failed. With --enqueue, 'runner work' processes execute the runs; the same command without it waits for them. Nothing \
            more is submitted when the service rejects the account, or when three runs in a row fail in the same way; results that were paid \
            for are still fetched. The paths of outputs go to standard output as rows end, or one JSON object per row with --json.

            \(ExitCodeText.sentence([
                .success: "all rows have succeeded", .findings: "some rows have failed",
                .invalidInput: "a row was rejected, and nothing was sent",
                .unavailable: "stopped, because the account was rejected or runs keep failing",
                .cannotWrite: "the file of results cannot be written",
                .unfinished: "some rows are unfinished; run the same command again to continue",
                .outcomeUnknown: "the outcome of a paid submission is unknown",
                .notPermitted: "consent is missing, or the price exceeds a limit", .interrupted: "interrupted",
            ]))
            """
    )

    @Argument(help: "A model's directory, or its name.")
    var model: String

    @Argument(help: "A CSV file, a JSON Lines file, a directory, or a pattern in quotes.")
    var file: String

    @Option(
        name: [.customShort("i"), .customLong("input")],
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Inputs that all rows have in common; a row's own value takes precedence.",
            valueName: "name=value"
        )
    )
    var inputs: [String] = []

    @Option(
        name: .customLong("map"),
        parsing: .upToNextOption,
        help: ArgumentHelp("Take an input from a column with another name: image=photo.", valueName: "input=column")
    )
    var maps: [String] = []

    @Option(
        name: .customLong("ignore"),
        parsing: .upToNextOption,
        help: ArgumentHelp("Ignore a column.", valueName: "column")
    )
    var ignored: [String] = []

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(
            "Template for output names: 'out/{row}-{id}.mp4'. {row} is the row number; other words are columns.",
            discussion: "Default: a directory named after FILE. Directories are created.",
            valueName: "template"
        )
    )
    var output: String?

    @Flag(help: "Replace output files that exist.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "Where to write the results, one JSON object per line. Default: named after FILE.",
            valueName: "file"
        )
    )
    var results: String?

    @Option(
        name: [.customShort("j"), .long],
        help: ArgumentHelp("Maximum number of concurrent runs.", valueName: "number")
    )
    var concurrency = 4

    @Option(help: ArgumentHelp("Run at most this many rows; all rows are still checked.", valueName: "rows"))
    var limit: Int?

    @Flag(help: "Only record the runs; any 'runner work' process that has the model executes them.")
    var enqueue = false

    @Flag(help: "Run rows again that have failed or were canceled, or whose output files are missing.")
    var retryFailed = false

    @Option(
        help: ArgumentHelp(
            "A name that identifies the batch, wherever FILE is. Default: the path of FILE.",
            valueName: "name"
        )
    )
    var name: String?

    @OptionGroup(title: "Service") var service: ServiceOptions

    @Option(
        help: ArgumentHelp(
            "Time limit for each run, not counting compilation, e.g. 90s, 30min or 2h.",
            valueName: "duration"
        )
    )
    var timeout: TimeLimit = .hour

    @OptionGroup var payment: PaymentOptions

    @Flag(help: "Check every row and print the price; send nothing.")
    var dryRun = false

    @OptionGroup var talk: TalkOptions
    @OptionGroup var registry: RegistryOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var cache: CacheOptions

    mutating func validate() throws {
        if enqueue { try service.requireLastingService() }
        if enqueue, dryRun {
            throw ValidationError(
                "--enqueue cannot be used with --dry-run",
                help: "omit --enqueue; a dry run checks every row and records nothing"
            )
        }
        guard (1...64).contains(concurrency) else {
            throw ValidationError(
                "-j must be a number from 1 to 64",
                help: "most services allow only a few tasks at once"
            )
        }
        if let limit, limit < 1 {
            throw ValidationError("--limit must be at least 1", help: "omit it for all rows")
        }
        if name?.isEmpty == true { throw ValidationError("--name is empty", help: "omit it, or give a name") }
    }

    func run() async throws {
        try EndedEarly.unlessSuccessful(try await BatchJob(command: self).run())
    }
}

extension Batch: JSONPrinting, RunRecording {
    var json: Bool { talk.json }
}
