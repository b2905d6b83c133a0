import ArgumentParser
import CommandParsing

/// The options for the service's address and for staging.
struct ServiceOptions: ParsableArguments {
    @Flag(
        help:
            "Use an emulator of the model's service, started for this command: no account, no cost, simulated results."
    )
    var emulator = false

    @Option(
        help: ArgumentHelp(
            "The service's address; https, or http to this machine. Default: the variable of the model's service, such as EXAMPLE_ENDPOINT for 'example', or the service's own address.",
            valueName: "url"
        )
    )
    var endpoint: String?

    @Option(
        help: ArgumentHelp(
            "Where local files are put so that the service can fetch them: s3://BUCKET/PREFIX?endpoint=…&region=…, or the upload address of an emulator. Default: RUNNER_STAGING.",
            valueName: "url"
        )
    )
    var staging: String?

    @Flag(help: "Delete the files this run uploaded once it has ended.")
    var stagingCleanup = false

    @Flag(name: .customLong("check-urls"), help: "Check linked files before anything is charged.")
    var checksLinks = false

    func validate() throws {
        guard emulator, endpoint != nil || staging != nil else { return }
        throw ValidationError(
            "--emulator cannot be used with --endpoint or --staging",
            help: "omit them; the emulator is the service and takes the files"
        )
    }

    /// Refuses an emulator that ends with the command for runs that another process drives.
    ///
    /// - Throws: The parser's error.
    func requireLastingService() throws {
        guard emulator else { return }
        throw ValidationError(
            "--emulator cannot be used with --enqueue",
            help: "start 'runner emulator' and pass its address with --endpoint; this one stops with the command"
        )
    }
}
