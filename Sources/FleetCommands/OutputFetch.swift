internal import Addresses
internal import ErrorReporting
package import FileStores
internal import FoundationEssentials
internal import ModelSupply
package import RunStore

/// Fetches the output files of a run, whichever machine drove it.
package struct OutputFetch: Sendable {
    private let run: Run
    private let name: String?
    private let shared: SharedFiles?

    /// Prepares to fetch files.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - name: The output; `nil` for all.
    ///   - shared: The store of files; `nil` when there is none.
    package init(_ run: Run, name: String?, shared: SharedFiles?) {
        self.run = run
        self.name = name
        self.shared = shared
    }

    /// Fetches the files, one after another.
    ///
    /// - Parameters:
    ///   - output: A file, or a directory.
    ///   - replaces: Whether a file that exists is replaced.
    /// - Returns: Their absolute paths.
    /// - Throws: `RunnerError`: `usage` for a run or an output that there is not, `cannot-write`, or what the store of files says.
    package func fetch(to output: String, replaces: Bool) async throws -> [String] {
        let files = try chosen()
        var isDirectory = false
        let exists = FileManager.default.fileExists(atPath: output, isDirectory: &isDirectory)
        isDirectory = output.hasSuffix("/") || exists && isDirectory
        guard isDirectory || files.count == 1 else {
            throw RunnerError(
                .usage,
                "the run has \(files.count) output files, and '\(output)' is not a directory",
                help: "name a directory, or one output: \(files.map(\.name).joined(separator: ", "))"
            )
        }
        let directory = output == "./" || output == "." ? "" : output.hasSuffix("/") ? output : "\(output)/"
        var paths: [String] = []
        for file in files {
            let last = file.path.split(separator: "/").last.map(String.init) ?? file.name
            let path = FilePath.absolute(isDirectory ? directory + last : output)
            try await fetch(file, to: path, replaces: replaces)
            paths.append(path)
        }
        return paths
    }

    private func chosen() throws -> [RunFile] {
        guard run.status == .succeeded else {
            throw RunnerError(
                .usage,
                "the run '\(run.id.short)' is '\(run.status.rawValue)' and has no outputs yet",
                help: "wait for it: \(CommandText.runner(["runs", "wait", run.id.short]))"
            )
        }
        let files = run.files.filter { name == nil || $0.name == name }
        guard files.isEmpty else { return files }
        let names = run.files.map(\.name).joined(separator: ", ")
        throw RunnerError(
            .usage,
            "the run '\(run.id.short)' has no output file" + (name.map { " '\($0)'" } ?? ""),
            help: names.isEmpty ? "'runner runs show' shows its outputs" : "its output files: \(names)"
        )
    }

    private func fetch(_ file: RunFile, to path: String, replaces: Bool) async throws {
        let isHere = SharedFiles.isHere(file)
        if isHere, file.path == path { return }
        guard replaces || !FileManager.default.fileExists(atPath: path) else {
            throw RunnerError(.cannotWrite, "'\(path)' exists", help: "choose another name with -o, or add --force")
        }
        guard isHere else {
            guard let shared else {
                throw RunnerError(
                    .cannotWrite,
                    "the output '\(file.path)' of the run \(run.id.short) is not on this machine, or has changed",
                    help: "set RUNNER_FILES to the store of files that the machines share"
                )
            }
            return try await shared.fetch(file, to: path, replaces: replaces)
        }
        do {
            if replaces { try? FileManager.default.removeItem(atPath: path) }
            try FileManager.default.copyItem(atPath: file.path, toPath: path)
        } catch {
            throw RunnerError(
                .cannotWrite,
                "'\(path)' cannot be written: \(error)",
                help: "choose another place with -o"
            )
        }
    }
}
