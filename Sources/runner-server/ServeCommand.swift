import ArgumentParser
import RunnerServer

/// The server's command line; every option can also be an environment variable, or a member of a settings file.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runner serve",
        abstract: "Serve models over HTTP.",
        discussion: """
            Serves a web page, Replicate's HTTP API under /v1 and Cog's for one model. Every request that is accepted is recorded as a \
            run first, so it continues after a restart. 'runner serve --emulator --open' tries the page without an account.

            Each option can also be given as an environment variable, such as RUNNER_SERVE_LISTEN for --listen, or as a member \
            of the settings file, such as "listen". Options take precedence over variables, and variables over the file.
            """
    )

    @Argument(help: "One model to serve, by its name or directory; all models of the registry by default.")
    var model: String?

    @Option(help: ArgumentHelp("Where to listen; default: 127.0.0.1:8020.", valueName: "host:port"))
    var listen: String?

    @Option(
        help: ArgumentHelp("A directory whose subdirectories are models; can be given several times.", valueName: "dir")
    )
    var registry: [String] = []

    @Option(
        help: ArgumentHelp(
            "The file or the PostgreSQL database that runs are recorded in; default: as for all commands.",
            valueName: "file|postgres://…"
        )
    )
    var store: String?

    @Option(
        help: ArgumentHelp("Where uploads and outputs are kept; default: 'files' beside the store.", valueName: "dir")
    )
    var files: String?

    @Option(help: ArgumentHelp("Maximum number of concurrent runs; default: 4.", valueName: "number"))
    var concurrency: String?

    @Option(help: ArgumentHelp("Maximum number of waiting runs; default: 1000.", valueName: "number"))
    var queue: String?

    @Flag(help: "Only record runs; 'runner work' processes that share the store execute them.")
    var enqueue = false

    @Flag(help: "Use an emulator of the services: no account, no cost, simulated results.")
    var emulator = false

    @Option(help: ArgumentHelp("Maximum cost of a single run, in US dollars.", valueName: "usd"))
    var maxCost: String?

    @Option(
        help: ArgumentHelp(
            "Maximum cost of all runs within 24 hours, in US dollars; default: RUNNER_MAX_COST_PER_DAY.",
            valueName: "usd"
        )
    )
    var maxCostPerDay: String?

    @Option(help: ArgumentHelp("The PEM file of the certificate and its chain.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The PEM file of the certificate's key.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("The address that clients use, if the server is behind a proxy.", valueName: "url"))
    var publicURL: String?

    @Option(
        help: ArgumentHelp(
            "The name of a token that may read /metrics; can be given several times.",
            valueName: "name"
        )
    )
    var metrics: [String] = []

    @Flag(help: "Let callers with tokens have webhook messages sent to this machine.")
    var loopbackWebhooks = false

    @Option(help: ArgumentHelp("How long uploads and outputs are kept; default: 30d.", valueName: "duration"))
    var keep: String?

    @Option(help: ArgumentHelp("Time limit for a graceful shutdown; default: 30s.", valueName: "duration"))
    var grace: String?

    @Flag(help: "Compile all models before listening.")
    var warm = false

    @Option(
        help: ArgumentHelp(
            "How long a model's process waits for its next run; 0 starts one for each run; default: 60s.",
            valueName: "duration"
        )
    )
    var idle: String?

    @Option(help: ArgumentHelp("A file with settings as one JSON object.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Where compiled models are kept; default: RUNNER_CACHE or ~/.cache/runner.",
            valueName: "dir"
        )
    )
    var cache: String?

    @Flag(help: "Run models without a sandbox: they can read and change all your files.")
    var unsafeModels = false

    @Flag(help: "Do not log requests.")
    var quiet = false

    @Flag(help: "Open the web page in a browser.")
    var open = false

    @Flag(help: "Check the settings and the registry, and exit.")
    var check = false

    /// The settings that were given as options.
    var given: [Setting: String] {
        var given: [Setting: String] = [:]
        let values: [(Setting, String?)] = [
            (.model, model), (.listen, listen), (.registry, registry.isEmpty ? nil : registry.joined(separator: ":")),
            (.store, store), (.files, files), (.concurrency, concurrency), (.queue, queue),
            (.emulator, emulator ? "true" : nil), (.enqueue, enqueue ? "true" : nil), (.maxCost, maxCost),
            (.maxCostPerDay, maxCostPerDay),
            (.certificate, tlsCertificate), (.certificateKey, tlsKey), (.publicURL, publicURL), (.keep, keep),
            (.metrics, metrics.isEmpty ? nil : metrics.joined(separator: ":")),
            (.loopbackWebhooks, loopbackWebhooks ? "true" : nil),
            (.grace, grace), (.warm, warm ? "true" : nil), (.idle, idle),
        ]
        for (setting, value) in values { given[setting] = value }
        return given
    }
}
