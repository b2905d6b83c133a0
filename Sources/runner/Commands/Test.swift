import ArgumentParser
import ErrorReporting
import InferenceKit
import RunnerCore

/// `runner test [MODEL…]`: whether models do what their examples say.
struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the examples of models, as tests.",
        discussion: """
            An example is a file examples/NAME.json in a model's directory: what goes in, and what must come out.

              {"input": {"name": "Ada"}, "output": {"greeting": "Hello, Ada!"}}
              {"input": {"name": ""}, "error": {"code": "invalid-input"}}

            Models that declare secrets are run against one emulator. Nothing is sent to another machine, nothing is \
            charged, nothing is recorded, and no file is left.

            Exit codes: 0 all is as expected, 1 something is not or there is no model, 64 usage, 78 there is no registry, 130 interrupted.
            """
    )

    @Argument(help: "Models: directories or names. Default: all of the registry.")
    var models: [String] = []

    @Option(help: ArgumentHelp("Run only the example of this name.", valueName: "name"))
    var example: String?

    @Flag(help: "Run an emulator for models without secrets, too.")
    var emulator = false

    @Option(
        help: ArgumentHelp(
            "The longest time for one example, compiling aside, such as 90s or 30min.",
            valueName: "duration"
        )
    )
    var timeout: TimeLimit = .minutes(5)

    @Flag(help: "Let a warning be a failure, such as a model without examples.")
    var warningsAsErrors = false

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    @OptionGroup var registry: RegistryOptions

    @OptionGroup var cache: CacheOptions

    func run() async throws {
        let reporter = ProgressReporter(isQuiet: json || !Terminal.standardErrorIsTerminal)
        let report = TestReport(isJSON: json, warningsAreErrors: warningsAsErrors, reporter: reporter)
        do {
            try await TestJob(command: self, report: report, reporter: reporter).run()
        } catch {
            reporter.finish()
            let failure = Failure(error)
            if json { Terminal.print(failure.report.text) }
            throw failure.exit()
        }
        report.finish()
        if report.hasFailures { throw ExitCode(1) }
    }
}
