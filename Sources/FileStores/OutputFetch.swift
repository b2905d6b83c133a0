internal import Addresses
internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import ModelOutputs
internal import ModelSupply
package import RunStore
internal import SystemReasons

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
        try OutputPlan.check(place: output, command: "runner runs get \(run.id.short)")
        let files = try chosen()
        let namesDirectory = output.hasSuffix("/") || isDirectory(output)
        guard namesDirectory || files.count == 1 else {
            throw RunnerError(
                .usage,
                "the run has \(files.count) output files, and '\(output)' is not a directory",
                help: "give a directory, or choose one output: \(files.map(\.name).joined(separator: ", "))"
            )
        }
        let directory = output == "./" || output == "." ? "" : output.hasSuffix("/") ? output : "\(output)/"
        var targets: [(file: RunFile, path: String)] = []
        for file in files {
            let last = file.path.split(separator: "/").last.map(String.init) ?? file.name
            let path = FilePath.absolute(namesDirectory ? directory + last : output)
            if !isInPlace(file, path) { try OutputPlan.check(path, replaces: replaces) }
            targets.append((file, path))
        }
        // Nothing is written before all of it may be.
        for (file, path) in targets where !isInPlace(file, path) { try await fetch(file, to: path, replaces: replaces) }
        return targets.map(\.path)
    }

    /// Whether a path leads to the output itself, by whatever name.
    private func isInPlace(_ file: RunFile, _ path: String) -> Bool {
        var (own, found) = (stat(), stat())
        guard stat(file.path, &own) == 0, stat(path, &found) == 0 else { return false }
        return own.st_dev == found.st_dev && own.st_ino == found.st_ino && SharedFiles.isHere(file)
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
        guard SharedFiles.isHere(file) else {
            guard let shared else {
                throw RunnerError(
                    .cannotWrite,
                    "the output '\(file.path)' of the run \(run.id.short) is not on this machine, or has changed",
                    help: "set RUNNER_FILES to the store of files that the machines share"
                )
            }
            return try await shared.fetch(file, to: path, replaces: replaces)
        }
        let arrival = FileArrival(at: path)
        defer { arrival.end() }
        do {
            try FileManager.default.copyItem(atPath: file.path, toPath: arrival.partialPath)
        } catch {
            throw RunnerError(
                .cannotWrite,
                "'\(path)' cannot be written: \(SystemReason.text(of: error))",
                help: "free some space, or choose another place with -o"
            )
        }
        try arrival.name(replaces: replaces)
    }
}
