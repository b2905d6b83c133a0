package import ErrorReporting
internal import FoundationEssentials
internal import Glibc

/// The content and destination of a bundle, checked before anything is built.
package struct BundlePlan: Sendable {
    /// The models, none of which has errors in its manifest.
    let models: [ModelDirectory]
    /// The destination, an absolute path.
    package let output: String
    /// Whether it includes the emulator.
    let includesEmulator: Bool
    /// Whether an existing bundle is replaced.
    let replaces: Bool

    /// Checks a plan.
    ///
    /// - Parameters:
    ///   - names: Models as ``Registry/model(_:)`` finds them; empty for all of the registry.
    ///   - registry: Where they are looked for.
    ///   - output: The destination, which does not exist or is empty.
    ///   - replaces: Whether an existing bundle is replaced.
    ///   - includesEmulator: Whether it includes the emulator.
    /// - Throws: `RunnerError`: `usage` for models that do not exist or have the same name, `invalid-manifest` with all
    ///   findings, `cannot-write` for an existing directory that is not a bundle, or a bundle that should not be replaced.
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
                // A lock uses the name in the registry, also for a link; '.' is not a name.
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
                "the registry has no models",
                help: "give a model's directory, or choose another registry with --registry"
            )
        }
        for (name, same) in Dictionary(grouping: models, by: \.directoryName) where same.count > 1 {
            throw RunnerError(
                .usage,
                "\(same.map { "'\($0.path)'" }.joined(separator: " and ")) would both be 'vision/\(name)' in the bundle",
                help: "omit one, or rename its directory"
            )
        }
        return models.sorted { $0.directoryName < $1.directoryName }
    }

    private func checkOutput() throws(RunnerError) {
        for model in models where "\(output)/".hasPrefix("\(realPath(model.path) ?? model.path)/") {
            throw RunnerError(
                .cannotWrite,
                "'\(output)' is inside the model '\(model.path)'",
                help: "choose a directory outside the models with --output"
            )
        }
        var status = stat()
        guard lstat(output, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            if RunnerBundle(at: output) != nil {
                if replaces { return }
                throw RunnerBundle.isThere(output)
            }
            // An empty directory can be replaced.
            if (try? FileManager.default.contentsOfDirectory(atPath: output))?.isEmpty == true { return }
        }
        throw RunnerError(
            .cannotWrite,
            "'\(output)' already exists and is not a bundle",
            help: "choose another directory with --output; only bundles can be replaced"
        )
    }
}

/// An absolute path without `.`, `..`, and links, except that its last part may be a link.
private func standardPath(_ path: String) -> String {
    let standard = URL(filePath: path).standardizedFileURL.path
    let trimmed = standard.count > 1 && standard.hasSuffix("/") ? String(standard.dropLast()) : standard
    let parts = trimmed.split(separator: "/")
    guard let name = parts.last, let parent = realPath("/" + parts.dropLast().joined(separator: "/")) else {
        return trimmed
    }
    return parent == "/" ? "/\(name)" : "\(parent)/\(name)"
}
