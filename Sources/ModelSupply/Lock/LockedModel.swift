package import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import Hashing
package import ModelBuild
internal import ModelManifest

/// A model that is in a lock.
package struct LockedModel: Sendable, Hashable {
    /// Its name there: that of its directory.
    package let name: String
    /// What the lock says of it.
    package let entry: ModelLock.Entry
    /// The registry's folder.
    package let folder: String

    /// Takes over what a lock says.
    ///
    /// - Parameters:
    ///   - name: The model's name there.
    ///   - entry: What the lock says of it.
    ///   - folder: The registry's folder.
    init(name: String, entry: ModelLock.Entry, folder: String) {
        self.name = name
        self.entry = entry
        self.folder = folder
    }

    /// Takes over what the lock of the folder that a directory is in says.
    ///
    /// - Parameters:
    ///   - entry: What the lock says of it.
    ///   - directory: The model's directory, which need not be there.
    init(_ entry: ModelLock.Entry, at directory: String) {
        let (folder, name) = Self.place(of: directory)
        self.init(name: name, entry: entry, folder: folder)
    }

    /// Finds out whether a directory is in a lock: in that of the folder it is in, by its name and by where that leads.
    ///
    /// - Parameter directory: The model's directory.
    /// - Returns: The model; `nil` when nobody has pinned it.
    /// - Throws: ``RunnerError`` with `configuration` when a lock cannot be read.
    package static func find(_ directory: String) throws(RunnerError) -> LockedModel? {
        var places = [place(of: directory)]
        if let real = realpath(directory, nil) {
            let other = place(of: String(cString: real))
            free(real)
            if other != places[0] { places.append(other) }
        }
        for (folder, name) in places {
            if let entry = try ModelLockFile(folder: folder).entry(of: name) {
                return LockedModel(name: name, entry: entry, folder: folder)
            }
        }
        return nil
    }

    /// The folder whose lock a directory is in, as far as links do not count, and its name there.
    ///
    /// - Parameter directory: The model's directory, which need not be there.
    /// - Returns: The absolute folder, and the last part of the path.
    static func place(of directory: String) -> (folder: String, name: String) {
        let parts = URL(filePath: absolutePath(directory)).standardized.path.split(separator: "/")
        return ("/" + parts.dropLast().joined(separator: "/"), parts.last.map(String.init) ?? "")
    }

    /// Refuses a model that is not what the lock says.
    ///
    /// - Parameter model: The model, with its manifest as it was read.
    /// - Throws: ``RunnerError`` with `model-changed`, or `configuration` when a file cannot be read.
    package func check(_ model: ModelDirectory) throws(RunnerError) {
        var differences = ContentDifference.between(entry.files, and: try ModelContent(directory: model.path))
        // What was read earlier counts, and not only what is there now.
        let manifest = try? SHA256.digest(of: model.decoded.bytes).hex
        if manifest != entry.files["inf.yml"], !differences.contains(where: { $0.path == "inf.yml" }) {
            differences.append(ContentDifference(path: "inf.yml", kind: .changed))
        }
        if !differences.isEmpty { throw changed(model.path, differences) }
    }

    /// Refuses sources that are not what the lock says, whatever is in the directory by now.
    ///
    /// - Parameter sources: What is about to be compiled.
    /// - Throws: ``RunnerError`` with `model-changed`.
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
        let shown = differences.prefix(10).map { "\n  \($0.path): \($0.kind.rawValue)" }.joined()
        let more = differences.count > 10 ? "\n  and \(differences.count - 10) more" : ""
        return RunnerError(
            .modelChanged,
            "the model in '\(path)' is not what '\(folder)/\(ModelLockFile.name)' says:\(shown)\(more)",
            help: help(path)
        )
    }

    /// How to come back to what the lock says, or to make it say what is there.
    ///
    /// - Parameter path: The model's directory as the user named it.
    /// - Returns: Commands for a shell, of which the second, if any, stands in a line of its own.
    package func help(_ path: String) -> String {
        let accept = CommandText.runner(["verify", "--accept", path])
        let restore = entry.restoring(as: name, in: folder).map { command in
            "restore it: \(command)\n      or, if you trust the change, accept it: \(accept)"
        }
        return restore ?? "restore it, or, if you trust the change, accept it: \(accept)"
    }
}

extension ModelLock.Entry {
    /// The command that gets the model again as it was added; `nil` when nobody knows where it came from.
    ///
    /// - Parameters:
    ///   - name: The name of its directory.
    ///   - folder: The registry's folder.
    /// - Returns: A line for a shell.
    func restoring(as name: String, in folder: String) -> String? {
        guard let source else { return nil }
        var words = ["add", revision.map { "\(source)#\($0)" } ?? source]
        if let path { words += ["--path", path] }
        words += ["--as", name, "--replace", "--registry", folder]
        return CommandText.runner(words)
    }
}
