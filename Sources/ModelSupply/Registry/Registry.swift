internal import Diagnostics
package import ErrorReporting
internal import FoundationEssentials
internal import ManifestChecks
internal import ModelManifest

/// The directories in which models are looked for, in order.
package struct Registry: Sendable, Hashable {
    /// The name of a manifest.
    package static let manifestName = "inf.yml"

    /// Directories whose subdirectories are models.
    package let roots: [String]
    /// Where a name is looked for that is not found in ``roots``: the models that came with the program.
    let lastRoots: [String]

    /// Creates a registry.
    ///
    /// - Parameter roots: Directories whose subdirectories are models.
    package init(roots: [String]) {
        self.roots = roots
        lastRoots = []
    }

    /// The registry with the models that came with the program at its end.
    package var withBundledModels: Registry {
        lastRoots.isEmpty ? self : Registry(roots: roots + lastRoots)
    }

    /// Chooses the directories.
    ///
    /// They are the given ones, else `RUNNER_REGISTRY` (separated by `:`), else the nearest `vision` in or above the working
    /// directory, else the models that came with the program. These are also found by name from anywhere, unless directories
    /// are given.
    ///
    /// - Parameters:
    ///   - given: From the command line.
    ///   - environment: The environment.
    ///   - workingDirectory: An absolute path.
    ///   - bundled: The directory of the models that came with the program, if any.
    package init(
        given: [String],
        environment: [String: String],
        workingDirectory: String,
        bundled: String? = nil
    ) {
        if !given.isEmpty {
            roots = given
        } else if let listed = environment["RUNNER_REGISTRY"], !listed.isEmpty {
            roots = listed.split(separator: ":").map(String.init)
        } else {
            var parts = workingDirectory.split(separator: "/").map(String.init)
            var found = bundled ?? "vision"
            while true {
                let candidate = "/" + (parts + ["vision"]).joined(separator: "/")
                if isDirectory(candidate) {
                    found = parts.count == workingDirectory.split(separator: "/").count ? "vision" : candidate
                    break
                }
                if parts.popLast() == nil { break }
            }
            roots = [found]
        }
        // However the directory of these models is spelled, they are listed once.
        let chosen = Set(roots.compactMap(realPath))
        lastRoots =
            given.isEmpty
            ? [bundled].compactMap(\.self).filter { isDirectory($0) && !chosen.contains(realPath($0) ?? $0) } : []
    }

    /// Lists the directories with an `inf.yml`, sorted by path.
    ///
    /// - Throws: `RunnerError` with `configuration` if there is no registry.
    package func directories() throws(RunnerError) -> [String] {
        try readableRoots().flatMap { root in
            (DirectoryNames(of: root)?.names ?? []).map { "\(root)/\($0)" }
                .filter { FileManager.default.fileExists(atPath: "\($0)/\(Self.manifestName)") }
        }
    }

    /// Lists the directories of the registry that exist, in order.
    ///
    /// - Throws: `RunnerError` with `configuration` if there is none.
    package func readableRoots() throws(RunnerError) -> [String] {
        let readable = roots.filter(isDirectory)
        guard !readable.isEmpty else {
            throw RunnerError(
                .configuration,
                "there is no registry: \(roots.map { "'\($0)'" }.joined(separator: ", ")) is not a directory",
                help: "change to a directory that contains 'vision', or set one with --registry or RUNNER_REGISTRY"
            )
        }
        return readable
    }

    /// Finds a model.
    ///
    /// - Parameter name: A directory with an `inf.yml`, `namespace/name`, a manifest's `name`, or a directory's name.
    /// - Returns: The model, without errors in its manifest.
    /// - Throws: `RunnerError`: `usage` if there is no such model or several, `invalid-manifest` with the rendered findings if
    ///   its manifest has errors, `configuration` if there is no registry.
    package func model(_ name: String) throws(RunnerError) -> ModelDirectory {
        try Self.model(at: try directory(of: name))
    }

    /// Reads the model in a directory.
    ///
    /// - Parameter path: The directory.
    /// - Returns: The model, without errors in its manifest.
    /// - Throws: `RunnerError`: `usage` if there is no such directory or no `inf.yml` in it, `invalid-manifest` with the rendered
    ///   findings if its manifest has errors.
    package static func model(at path: String) throws(RunnerError) -> ModelDirectory {
        guard isDirectory(path) else { throw missing(path) }
        guard FileManager.default.fileExists(atPath: "\(path)/inf.yml") else { throw empty(path) }
        let decoded = ManifestFile.read(path: "\(path)/inf.yml")
        guard let manifest = decoded.manifest, !decoded.hasErrors else {
            throw RunnerError(.invalidManifest, trimmed(decoded.rendered()))
        }
        return ModelDirectory(path: path, manifest: manifest, decoded: decoded)
    }

    /// Finds a model's directory, even if its manifest has errors.
    ///
    /// - Parameter name: As for ``model(_:)``.
    /// - Returns: The path, as the user named it or as it was found.
    /// - Throws: `RunnerError`: `usage` if there is no such model or several, `configuration` if there is no registry.
    package func directory(of name: String) throws(RunnerError) -> String {
        let path = name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name
        if isDirectory(path) {
            guard FileManager.default.fileExists(atPath: "\(path)/inf.yml") else { throw Self.empty(path) }
            return path
        }
        if path.hasSuffix("/inf.yml") { return try directory(of: String(path.dropLast("/inf.yml".count))) }
        guard !path.hasPrefix("/"), !path.hasPrefix("."), path.filter({ $0 == "/" }).count < 2 else {
            throw Self.missing(path)
        }
        let directories: [String]
        do {
            directories = try self.directories()
        } catch {
            guard !lastRoots.isEmpty else { throw error }
            return try Registry(roots: lastRoots).directory(of: name)
        }
        if let same = directories.first(where: { lastPart($0) == name }) { return same }
        let matches = directories.filter { directory in
            guard ManifestFile.mayHold(lastPart(name), path: "\(directory)/inf.yml") else { return false }
            let manifest = ManifestFile.read(path: "\(directory)/inf.yml").manifest
            return manifest?.name == name || manifest?.fullName == name
        }
        if matches.count > 1 {
            throw RunnerError(
                .usage,
                "'\(name)' is the name of several models: \(matches.joined(separator: ", "))",
                help: "use the directory instead"
            )
        }
        if let match = matches.first { return match }
        if !lastRoots.isEmpty, let match = try? Registry(roots: lastRoots).directory(of: name) { return match }
        let known = try withBundledModels.models { directory, decoded in
            [decoded.manifest?.name, decoded.manifest?.fullName, lastPart(directory)].compactMap(\.self)
        }.flatMap(\.self)
        let near = Self.suggestion(for: name, among: known)
        throw RunnerError(
            .usage,
            "there is no model '\(name)'",
            help: "\(near)'runner list' shows the models; you can also use a model's directory"
        )
    }

    /// The model that was meant: one spelled alike, or all whose names contain the word.
    private static func suggestion(for name: String, among known: [String]) -> String {
        if let near = nearest(to: name, in: known) { return "did you mean '\(near)'? " }
        let longer = Set(known.filter { !$0.contains("/") && $0.contains(name.lowercased()) }).sorted()
        guard !name.isEmpty, !longer.isEmpty, longer.count <= 5 else { return "" }
        return "did you mean \(longer.map { "'\($0)'" }.joined(separator: " or "))? "
    }

    private static func empty(_ path: String) -> RunnerError {
        if let name = misspelledManifest(in: path) {
            return RunnerError(
                .usage,
                "the manifest in '\(path)' is called '\(name)'",
                help: "rename it: \(CommandText.line(["mv", "\(path)/\(name)", "\(path)/\(manifestName)"]))"
            )
        }
        return RunnerError(
            .usage,
            "the directory '\(path)' has no inf.yml",
            help: "use a model's directory; 'runner list' shows the models of the registry"
        )
    }

    private static func missing(_ path: String) -> RunnerError {
        RunnerError(
            .usage,
            "there is no directory '\(path)'",
            help: "use a model's directory; 'runner list' shows the models of the registry"
        )
    }
}

func isDirectory(_ path: String) -> Bool {
    var isDirectory = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
}

/// The text without a final line feed.
private func trimmed(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
}
