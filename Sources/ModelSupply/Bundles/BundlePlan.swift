package import ErrorReporting
internal import FoundationEssentials
internal import Glibc

/// What goes into a bundle and where it is put, checked before anything is built.
package struct BundlePlan: Sendable {
    /// The models, none of which has errors in its manifest.
    let models: [ModelDirectory]
    /// The folder to make, an absolute path.
    package let output: String
    /// Whether the emulator goes with it.
    let includesEmulator: Bool
    /// Whether a bundle that is there is replaced.
    let replaces: Bool

    /// Checks what was asked for.
    ///
    /// - Parameters:
    ///   - names: Models as ``Registry/model(_:)`` finds them; none for all of the registry.
    ///   - registry: Where they are looked for.
    ///   - output: The folder to make, which does not exist or is empty.
    ///   - replaces: Whether a bundle that is there is replaced.
    ///   - includesEmulator: Whether the emulator goes with it.
    /// - Throws: ``RunnerError``: `usage` for models that are not there or have one name, `invalid-manifest` with all findings,
    ///   `cannot-write` for a folder that is no bundle, or one that was not to be replaced.
    package init(
        models names: [String],
        of registry: Registry,
        output: String,
        replaces: Bool,
        includesEmulator: Bool
    ) throws(RunnerError) {
        self.output = standardPath(output)
        self.includesEmulator = includesEmulator
        self.replaces = replaces
        models = try Self.models(names, registry)
        try checkOutput()
    }

    private static func models(_ names: [String], _ registry: Registry) throws(RunnerError) -> [ModelDirectory] {
        var models: [ModelDirectory] = []
        var findings: [String] = []
        var places: Set<String> = []
        for name in try names.isEmpty ? registry.directories() : names {
            do {
                var model = try registry.model(name)
                // A lock names a model as its registry does, also one that is a link; '.' is no name.
                let real = realPath(model.path) ?? model.path
                if ["", ".", ".."].contains(model.directoryName) { model.path = real }
                if places.insert(real).inserted { models.append(model) }
            } catch {
                guard error.code == .invalidManifest else { throw error }
                findings.append(error.message)
            }
        }
        guard findings.isEmpty else { throw RunnerError(.invalidManifest, findings.joined(separator: "\n\n")) }
        guard !models.isEmpty else {
            throw RunnerError(
                .usage,
                "the registry holds no model",
                help: "name a model's directory, or see --registry"
            )
        }
        for (name, same) in Dictionary(grouping: models, by: \.directoryName) where same.count > 1 {
            throw RunnerError(
                .usage,
                "\(same.map { "'\($0.path)'" }.joined(separator: " and ")) would both be 'vision/\(name)' in the bundle",
                help: "leave one out, or rename its directory"
            )
        }
        return models.sorted { $0.directoryName < $1.directoryName }
    }

    private func checkOutput() throws(RunnerError) {
        for model in models where "\(output)/".hasPrefix("\(realPath(model.path) ?? model.path)/") {
            throw RunnerError(
                .cannotWrite,
                "'\(output)' lies in the model '\(model.path)'",
                help: "choose a folder outside of the models with --output"
            )
        }
        var status = stat()
        guard lstat(output, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            if RunnerBundle(at: output) != nil {
                if replaces { return }
                throw RunnerBundle.isThere(output)
            }
            // An empty folder is as good as none.
            if (try? FileManager.default.contentsOfDirectory(atPath: output))?.isEmpty == true { return }
        }
        throw RunnerError(
            .cannotWrite,
            "'\(output)' is there already and is no bundle",
            help: "choose another folder with --output; only bundles are replaced"
        )
    }
}

/// A path from the root, without `.`, `..`, and links on the way to its last part.
private func standardPath(_ path: String) -> String {
    let standard = URL(filePath: path).standardizedFileURL.path
    let trimmed = standard.count > 1 && standard.hasSuffix("/") ? String(standard.dropLast()) : standard
    let parts = trimmed.split(separator: "/")
    guard let name = parts.last, let parent = realPath("/" + parts.dropLast().joined(separator: "/")) else {
        return trimmed
    }
    return parent == "/" ? "/\(name)" : "\(parent)/\(name)"
}
