import ArgumentParser
import FoundationEssentials
import RunnerCore

/// `runner readme [MODEL…]`: what a model's README says of its manifest.
struct Readme: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readme",
        abstract: "Write what READMEs of models say of their manifests.",
        discussion: """
            A model's README.md gets one part with its inputs, outputs, price, secrets and examples. Everything else in the \
            file stays as it is; without a file one is made. The paths of files that were written are printed.

            Exit codes: 0 done, 1 with --check when a file is not as it should be, 64 usage, 65 a manifest has errors, \
            73 a file cannot be written, 78 there is no registry.
            """
    )

    @Argument(help: "Models: directories or names. Default: all of the registry.")
    var models: [String] = []

    @Flag(help: "Write nothing; show what would change as a unified diff.")
    var check = false

    @OptionGroup var registry: RegistryOptions

    func run() throws {
        var isStale = false
        do {
            let registry = registry.registry
            for name in models.isEmpty ? try registry.directories() : models {
                let readme = try ModelReadme(of: try registry.model(name))
                guard !readme.isCurrent else { continue }
                isStale = true
                if check {
                    Terminal.printRaw(readme.diff)
                } else {
                    try readme.write()
                    Terminal.print(readme.path)
                }
            }
        } catch {
            throw Failure(error).exit()
        }
        if check, isStale {
            Terminal.say("error: what READMEs say of their manifests is not current")
            Terminal.say("help: run 'runner readme'")
            throw ExitCode(1)
        }
    }
}
