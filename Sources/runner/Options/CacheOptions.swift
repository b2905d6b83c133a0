import ArgumentParser
import FoundationEssentials
import ModelSupply
import RunnerCore

/// The options for compiled models and their sandbox, shared by all commands that run models.
struct CacheOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where compiled models are kept; default: RUNNER_CACHE or ~/.cache/runner.",
            valueName: "dir"
        )
    )
    var cache: String?

    @Flag(help: "Run models without a sandbox: they can read and change all your files.")
    var unsafeModels = false

    /// Where programs, caches and compilers are.
    var installation: Installation {
        Installation(environment: ProcessInfo.processInfo.environment, cache: cache, allowsUnsafeModels: unsafeModels)
    }
}
