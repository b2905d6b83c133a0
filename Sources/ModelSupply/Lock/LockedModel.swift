internal import Addresses
package import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import Hashing
internal import ManifestChecks
package import ModelBuild
internal import ModelManifest

/// A model that is in a lock.
package struct LockedModel: Sendable, Hashable {
    /// Its name in the lock, which is that of its directory.
    package let name: String
    /// Its entry in the lock.
    package let entry: ModelLock.Entry
    /// The registry's directory.
    package let registry: String

    /// Describes a model in a lock.
    ///
    /// - Parameters:
    ///   - name: Its name in the lock.
    ///   - entry: Its entry in the lock.
    ///   - registry: The registry's directory.
    init(name: String, entry: ModelLock.Entry, registry: String) {
        self.name = name
        self.entry = entry
        self.registry = registry
    }

    /// Describes a model by its directory; the lock is in the directory above.
    ///
    /// - Parameters:
    ///   - entry: Its entry in the lock.
    ///   - directory: The model's directory, which may not exist.
    init(_ entry: ModelLock.Entry, at directory: String) {
        let (registry, name) = Self.place(of: directory)
        self.init(name: name, entry: entry, registry: registry)
    }

    /// Looks a model up in the lock of the directory above, by its path and, if that is a symbolic link, also by the real path.
    ///
    /// - Parameter directory: The model's directory.
    /// - Returns: The model; `nil` if it is not in a lock.
    /// - Throws: `RunnerError` with `configuration` if a lock cannot be read.
    package static func find(_ directory: String) throws(RunnerError) -> LockedModel? {
        var places = [place(of: directory)]
        if let real = realpath(directory, nil) {
            let other = place(of: String(cString: real))
            free(real)
            if other != places[0] { places.append(other) }
        }
        for (registry, name) in places {
            if let entry = try ModelLockFile(registry: registry).entry(of: name) {
                return LockedModel(name: name, entry: entry, registry: registry)
            }
        }
        return nil
    }

    /// The directory whose lock a model is in, and its name in the lock; symbolic links are not resolved.
    ///
    /// - Parameter directory: The model's directory, which may not exist.
    /// - Returns: The absolute path of the directory, and the last part of the model's path.
    static func place(of directory: String) -> (registry: String, name: String) {
        let parts = URL(filePath: FilePath.absolute(directory)).standardized.path.split(separator: "/")
        return ("/" + parts.dropLast().joined(separator: "/"), parts.last.map(String.init) ?? "")
    }

    /// Refuses a model that differs from the lock.
    ///
    /// - Parameter model: The model, with its manifest as it was read.
    /// - Throws: `RunnerError` with `model-changed`, or `configuration` if a file cannot be read.
    package func check(_ model: ModelDirectory) throws(RunnerError) {
        var differences = ContentDifference.between(entry.files, and: try ModelContent(directory: model.path))
        // The manifest that was read counts, even if the file has changed since.
        let manifest = try? SHA256.digest(of: model.decoded.bytes).hex
        if manifest != entry.files["inf.yml"], !differences.contains(where: { $0.path == "inf.yml" }) {
            differences.append(ContentDifference(path: "inf.yml", kind: .changed))
        }
        if !differences.isEmpty { throw changed(model.path, differences) }
    }

    /// Refuses sources that differ from the lock, regardless of what the directory contains now.
    ///
    /// - Parameter sources: What is about to be compiled.
    /// - Throws: `RunnerError` with `model-changed`.
    package func check(_ sources: ModelSources) throws(RunnerError) {
        let differences = sources.files.compactMap { file -> ContentDifference? in
            guard let pinned = entry.files[file.name] else {
                return ContentDifference(path: file.name, kind: .additional)
            }
            let isSame = (try? SHA256.digest(of: file.bytes).hex) == pinned
            return isSame ? nil : ContentDifference(path: file.name, kind: .changed)
        }
        if !differences.isEmpty { throw changed(sources.directory, differences) }
    }

    private func changed(_ path: String, _ differences: [ContentDifference]) -> RunnerError {
        let shown = differences.prefix(10).map { "\($0.path): \($0.kind.rawValue)" }
        let more = differences.count > 10 ? ["and \(differences.count - 10) more"] : []
        return RunnerError(
            .modelChanged,
            "the model in '\(path)' differs from '\(registry)/\(ModelLockFile.name)':",
            items: shown + more,
            help: help(path)
        )
    }

    /// How to restore the model, or to accept the change.
    ///
    /// - Parameter path: The model's directory as the user named it.
    /// - Returns: Commands for a shell, one per line.
    package func help(_ path: String) -> String {
        let accept = CommandText.runner(["verify", "--accept", path])
        let restore = entry.restoring(as: name, in: registry).map { command in
            "restore it: \(command)\n      or, if you trust the change, accept it: \(accept)"
        }
        return restore ?? "restore it, or, if you trust the change, accept it: \(accept)"
    }
}

extension ModelLock.Entry {
    /// The command that adds the model again as it was; `nil` if its source is not known.
    ///
    /// - Parameters:
    ///   - name: The name of its directory.
    ///   - registry: The registry's directory.
    /// - Returns: A line for a shell.
    func restoring(as name: String, in registry: String) -> String? {
        guard let source else { return nil }
        var words = ["add", revision.map { "\(source)#\($0)" } ?? source]
        if let path { words += ["--path", path] }
        words += ["--as", name, "--replace", "--registry", registry]
        return CommandText.runner(words)
    }
}
