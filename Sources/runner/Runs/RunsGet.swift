import ArgumentParser
import FileStores
import Presentation
import RunnerCore

/// `runner runs get RUN -o FILE`: fetches the outputs of a run, wherever it was driven.
struct RunsGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Fetch the output files of a succeeded run, whichever machine executed it.",
        discussion: "A file that is not on this machine is fetched from the store of files set by RUNNER_FILES."
    )

    @Argument(help: "The run's id, or the beginning of either part; 'last' is the newest run.")
    var run: String

    @Argument(help: "Which output to fetch, if there are several and -o is a file.")
    var name: String?

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(
            "Where to write the files: a file, or a directory; default: the working directory.",
            valueName: "path"
        )
    )
    var output = "./"

    @Flag(help: "Replace a file that exists.")
    var force = false

    @OptionGroup var cache: CacheOptions
    @OptionGroup var state: StateOptions

    func run() async throws {
        let recorded = try await RecordedRuns.holding(run, state, isForReading: true)
        let run = try await recorded.run(named: run)
        let fetch = OutputFetch(run, name: name, shared: try SharedFiles(cache.installation))
        for path in try await fetch.fetch(to: output, replaces: force) { Terminal.print(path: path) }
    }
}

extension RunsGet: RunRecording {}
