import ArgumentParser
import FoundationEssentials
import ModelSupply
import RunnerCore

/// The options for the registry, shared by all commands.
struct RegistryOptions: ParsableArguments {
    @Option(
        name: .customLong("registry"),
        help: ArgumentHelp(
            "A directory whose subdirectories are models; can be given several times.",
            discussion: """
                Default: RUNNER_REGISTRY, or the nearest 'vision' at or above the working directory. The models that came \
                with the program are found by name from anywhere, after these.
                """,
            valueName: "dir"
        )
    )
    var directories: [String] = []

    /// The registry that the options and the environment describe.
    var registry: Registry {
        Registry(
            given: directories,
            environment: ProcessInfo.processInfo.environment,
            workingDirectory: FileManager.default.currentDirectoryPath,
            bundled: Installation(environment: ProcessInfo.processInfo.environment).ownModels
        )
    }
}
