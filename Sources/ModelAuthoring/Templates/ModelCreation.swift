package import ErrorReporting
import FoundationEssentials
import Glibc
import InferenceKit
import ModelManifest
import ModelSupply
import SystemReasons

/// Creates the directory of a new model, completely or not at all.
package struct ModelCreation {
    /// The model's name.
    private let name: ModelTemplate.Name
    private let template: ModelTemplate
    /// The directory that the model's directory is created in.
    private let registry: String

    /// - Parameters:
    ///   - name: The model's name.
    ///   - template: What its files are.
    ///   - registry: The directory that the model's directory is created in.
    package init(name: ModelTemplate.Name, template: ModelTemplate, registry: String) {
        self.name = name
        self.template = template
        self.registry = registry
    }

    /// The new directory.
    package var directory: String { "\(registry)/\(name.name)" }

    /// Reads `name` or `namespace/name`.
    ///
    /// - Throws: `RunnerError` with `usage` for a name that no manifest could have.
    package static func name(_ text: String) throws(RunnerError) -> ModelTemplate.Name {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2 else {
            throw RunnerError(
                .usage,
                "'\(text)' is not the name of a model",
                help: "write NAME or NAMESPACE/NAME; --registry sets the directory to create it in"
            )
        }
        let keys = parts.count == 2 ? ["namespace", "name"] : ["name"]
        for (key, part) in zip(keys, parts) {
            guard let refusal = ModelName.refusal(of: part, as: key) else { continue }
            throw RunnerError(.usage, refusal.message, help: refusal.help)
        }
        return ModelTemplate.Name(namespace: parts.count == 2 ? parts[0] : nil, name: parts[parts.count - 1])
    }

    /// Creates the model's directory.
    ///
    /// The files are written to a hidden directory next to it, which is renamed when complete.
    ///
    /// - Parameter createsRegistry: Whether the registry's directory is created if necessary.
    /// - Returns: The paths of the files.
    /// - Throws: `RunnerError`: `usage` when the name is taken, `cannot-write` when something cannot be written,
    ///   `configuration` when the registry's lock cannot be used.
    package func make(createsRegistry: Bool) throws -> [String] {
        try checkIsFree()
        var isNew = false
        if createsRegistry, !FileManager.default.fileExists(atPath: registry) {
            try write(registry) {
                try FileManager.default.createDirectory(atPath: registry, withIntermediateDirectories: true)
            }
            isNew = true
        }
        var status = stat()
        if stat(registry, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
            throw failure(registry, SystemReason.text(ENOTDIR))
        }
        do {
            let adding = try AddingDirectory(in: registry)
            defer { adding.remove() }
            let place = "\(adding.path)/\(name.name)"
            let paths = try fill(place)
            // A directory created in the meantime is safe: rename replaces only an empty one.
            guard rename(place, directory) == 0 else {
                let code = errno
                throw [EEXIST, ENOTEMPTY, ENOTDIR].contains(code)
                    ? taken : failure(directory, SystemReason.text(code))
            }
            return paths.map { "\(directory)/\($0)" }
        } catch {
            if isNew { rmdir(registry) }
            throw error
        }
    }

    private func fill(_ place: String) throws(RunnerError) -> [String] {
        let files = template.files(for: name)
        for file in files {
            let path = "\(place)/\(file.path)"
            try write("\(directory)/\(file.path)") {
                let parent = URL(filePath: path).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
                try Data(file.bytes).write(to: URL(filePath: path))
            }
        }
        try ModelReadme(of: try Registry.model(at: place)).write()
        return files.prefix(1).map(\.path) + ["README.md"] + files.dropFirst().map(\.path)
    }

    /// Refuses a name that is in use.
    private func checkIsFree() throws(RunnerError) {
        var status = stat()
        guard lstat(directory, &status) != 0 else { throw taken }
        let fullName = (name.namespace.map { "\($0)/" } ?? "") + name.name
        let models = Registry(roots: [registry])
        switch try? models.clash(ofDirectory: name.name, fullName: fullName) {
        case nil: break
        case .module(let module, let other):
            throw RunnerError(
                .usage,
                "the model '\(other)' would have the same Swift module '\(module)'",
                help: "choose a name that differs in more than '-', '_' and '.'"
            )
        case .name(let other):
            throw RunnerError(
                .usage,
                "the model in '\(other)' is already called '\(fullName)'",
                help: "choose another name"
            )
        }
    }

    private var taken: RunnerError {
        RunnerError(
            .usage,
            "'\(directory)' already exists",
            help: "choose another name, or remove it; nothing was changed"
        )
    }

    private func write(_ path: String, _ body: () throws -> Void) throws(RunnerError) {
        do {
            try body()
        } catch {
            throw failure(path, SystemReason.text(of: error))
        }
    }

    private func failure(_ path: String, _ reason: String) -> RunnerError {
        RunnerError(
            .cannotWrite,
            "'\(path)' cannot be written: \(reason)",
            help: "check its permissions, or choose another directory with --registry"
        )
    }
}
