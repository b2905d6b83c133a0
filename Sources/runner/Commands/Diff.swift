import ArgumentParser
import CommandParsing
import FoundationEssentials
import ModelSupply
import Presentation

/// `runner diff BASE`: what changed in price, limits, secrets and hosts since a revision.
struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed in price, limits, secrets and hosts since a Git revision.",
        discussion: """
            Compares the manifests of the registry with those of a revision of its Git repository, for whoever reviews a change. \
            Nothing is fetched, and no file is changed. Exits with 0 whether or not something changed.
            """
    )

    @Argument(help: "A branch, a tag or a commit, such as origin/main.")
    var base: String

    @Flag(help: "Print Markdown for a review comment.")
    var markdown = false

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        if json, markdown { throw ValidationError("--json and --markdown exclude each other", help: "use one of them") }
    }

    func run() async throws {
        let installation = Installation(environment: ProcessInfo.processInfo.environment)
        let text = ComparisonText(try await RegistryComparison(registry.registry, since: base, installation))
        if json {
            Terminal.print(text.json)
        } else if markdown {
            Terminal.printRaw(text.markdown)
        } else {
            Terminal.print(text.lines)
        }
    }
}

extension Diff: JSONPrinting {}
