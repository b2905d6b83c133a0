import Addresses
import ArgumentParser
import ErrorReporting
import FoundationEssentials
import ModelSupply
import Presentation
import RunStore
import RunnerCore

/// `runner runs get RUN -o FILE`: fetches the outputs of a run, wherever it was driven.
struct RunsGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Fetch the output files of a run that has succeeded, on whatever machine it was driven.",
        discussion: "A file that is not on this machine comes from the store of files that RUNNER_FILES names."
    )

    @Argument(help: "The run's id, or the beginning of either part; 'last' is the newest run.")
    var run: String

    @Argument(help: "Which output, when there are several and -o is a file.")
    var name: String?

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(
            "Where the files go: a file, or a directory; default: the working directory.",
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
        guard run.status == .succeeded else {
            throw RunnerError(
                .usage,
                "the run '\(run.id.short)' is '\(run.status.rawValue)' and has no outputs yet",
                help: "wait for it: \(CommandText.runner(["runs", "wait", run.id.short]))"
            )
        }
        let files = run.files.filter { name == nil || $0.name == name }
        guard !files.isEmpty else {
            let names = run.files.map(\.name).joined(separator: ", ")
            throw RunnerError(
                .usage,
                "the run '\(run.id.short)' has no output file" + (name.map { " '\($0)'" } ?? ""),
                help: names.isEmpty ? "'runner runs show' shows its outputs" : "its output files: \(names)"
            )
        }
        let isDirectory = output.hasSuffix("/") || Self.isDirectory(output)
        guard isDirectory || files.count == 1 else {
            throw RunnerError(
                .usage,
                "the run has \(files.count) output files, and '\(output)' is no directory",
                help: "name a directory, or one output: \(files.map(\.name).joined(separator: ", "))"
            )
        }
        let shared = try SharedFiles(cache.installation)
        for file in files {
            let last = file.path.split(separator: "/").last.map(String.init) ?? file.name
            let path = isDirectory ? "\(output.hasSuffix("/") ? output : "\(output)/")\(last)" : output
            try await fetch(file, of: run, to: FilePath.absolute(path), shared)
            Terminal.print(path: FilePath.absolute(path))
        }
    }

    private func fetch(_ file: RunFile, of run: Run, to path: String, _ shared: SharedFiles?) async throws {
        let isHere = SharedFiles.isHere(file)
        if isHere, file.path == path { return }
        guard force || !FileManager.default.fileExists(atPath: path) else {
            throw RunnerError(.cannotWrite, "'\(path)' exists", help: "choose another name with -o, or add --force")
        }
        if isHere {
            if force { try? FileManager.default.removeItem(atPath: path) }
            do {
                try FileManager.default.copyItem(atPath: file.path, toPath: path)
            } catch {
                throw RunnerError(
                    .cannotWrite,
                    "'\(path)' cannot be written: \(error)",
                    help: "choose another place with -o"
                )
            }
        } else if let shared {
            try await shared.fetch(file, to: path, replaces: force)
        } else {
            throw RunnerError(
                .cannotWrite,
                "the output '\(file.path)' of the run \(run.id.short) is not on this machine, or has changed",
                help: "set RUNNER_FILES to the store of files that the machines share"
            )
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }
}

extension RunsGet: RunRecording {}
