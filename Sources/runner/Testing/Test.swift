import Addresses
import ArgumentParser
import CommandParsing
import ErrorReporting
import InferenceKit
import ModelAuthoring
import Presentation
import RunnerCore

/// `runner test [MODEL…]`: runs the examples of models as tests.
struct Test: AsyncParsableCommand {
    private static let exitCodes = ExitCodeText.sentence([
        .success: "all examples pass",
        .findings: "an example fails, or there is no model",
        .usage: "usage",
        .configuration: "there is no registry",
        .interrupted: "interrupted",
    ])

    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the examples of models, as tests.",
        discussion: """
            An example is a file examples/NAME.json in a model's directory: inputs and the expected outputs.

              {"input": {"name": "Ada"}, "output": {"greeting": "Hello, Ada!"}}
              {"input": {"name": ""}, "error": {"code": "invalid-input"}}

            Models that declare secrets run against a local emulator. Nothing is sent to another machine, nothing is \
            charged, nothing is recorded, and no files are left behind.

            \(exitCodes)
            """
    )

    @Argument(help: "Models: directories or names. Default: all of the registry.")
    var models: [String] = []

    @Option(help: ArgumentHelp("Run only the example with this name.", valueName: "name"))
    var example: String?

    @Flag(help: "Start an emulator even for models that declare no secrets.")
    var emulator = false

    @Option(
        help: ArgumentHelp(
            "A test server on this machine to use in place of the emulator; it gets dummy keys.",
            valueName: "url"
        )
    )
    var endpoint: String?

    @Option(
        help: ArgumentHelp(
            "Time limit for one example, not counting compilation, e.g. 90s or 30min.",
            valueName: "duration"
        )
    )
    var timeout: TimeLimit = .minutes(5)

    @Flag(help: "Treat warnings, such as a model without examples, as failures.")
    var warningsAsErrors = false

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    @OptionGroup var registry: RegistryOptions

    @OptionGroup var cache: CacheOptions

    func validate() throws {
        guard let endpoint else { return }
        if emulator {
            throw ValidationError(
                "--emulator cannot be used with --endpoint",
                help: "omit one of them; either stands in for the service"
            )
        }
        guard let scheme = endpoint.firstRange(of: "://"), ["http", "https"].contains(endpoint[..<scheme.lowerBound]),
            LinkCheck.isLoopback(endpoint[scheme.upperBound...].prefix { !"/?#".contains($0) })
        else {
            throw ValidationError(
                "--endpoint is not a server on this machine",
                help: "write http://127.0.0.1:PORT; examples are never run against a real service"
            )
        }
    }

    func run() async throws {
        let reporter = ProgressReporter(isQuiet: json || !Terminal.standardErrorIsTerminal)
        let report = TestReport(isJSON: json, warningsAreErrors: warningsAsErrors, reporter: reporter)
        defer { reporter.finish() }
        try await TestJob(command: self, report: report, reporter: reporter).run()
        report.finish()
        if report.hasFailures { throw EndedEarly(.findings) }
    }
}

extension Test: JSONPrinting {}
