internal import Diagnostics
internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import ManifestChecks
internal import ModelBuild
internal import ModelManifest
internal import Processes
internal import SystemReasons

/// Adds a model from elsewhere to a registry: all of it, or nothing.
package struct ModelAddition: Sendable {
    private let registry: String
    private let environment: [String: String]
    private let confiner: String?
    private let fetching: any ArchiveFetching
    private let replaces: Bool

    /// Prepares to add models.
    ///
    /// - Parameters:
    ///   - registry: The registry's directory.
    ///   - environment: Where programs are looked for, and what they need.
    ///   - confiner: The program that confines `git` and `tar`, `runner-worker`; by default they are not confined.
    ///   - fetching: Fetches archives from links.
    ///   - replaces: Whether an existing model may be replaced.
    package init(
        to registry: String,
        environment: [String: String],
        confiner: String? = nil,
        fetching: any ArchiveFetching,
        replaces: Bool
    ) {
        self.registry = registry
        self.environment = environment
        self.confiner = confiner
        self.fetching = fetching
        self.replaces = replaces
    }

    /// Fetches and checks a model.
    ///

    /// Nothing of it is compiled or run, and the registry does not change.
    ///
    /// - Parameters:
    ///   - origin: Where it comes from.
    ///   - name: The name of its directory; `nil` for the name in its manifest.
    ///   - watch: Called with the name of each step.
    /// - Returns: The model.
    /// - Throws: `RunnerError`, `HashingError` or `CancellationError`.
    package func candidate(
        from origin: ModelOrigin,
        as name: String?,
        watch: (String) -> Void
    ) async throws -> ModelCandidate {
        let staging = try AddingDirectory(in: registry)
        let tree = try await tree(of: origin, staging, watch)
        let model = try SourceModel(in: tree, at: origin.path)
        let paths = model.files.keys.sorted()
        let contents = try await tree.read(paths.compactMap { model.files[$0] })
        let files = Dictionary(uniqueKeysWithValues: zip(paths, contents))
        try Task.checkCancellation()

        let decoded = ManifestFile.decode(
            files["inf.yml"] ?? [],
            path: "\(name ?? Self.manifestName(files) ?? ".")/inf.yml"
        )
        guard let manifest = decoded.manifest, !decoded.hasErrors else {
            let text = decoded.rendered()
            throw RunnerError(.invalidManifest, text.hasSuffix("\n") ? String(text.dropLast()) : text)
        }
        let directory = try Self.checked(name ?? manifest.name)
        try refuseCollision(directory, manifest)
        let content = try ModelContent(of: files)
        return ModelCandidate(
            name: directory,
            registry: registry,
            manifest: manifest,
            decoded: decoded,
            files: files,
            entry: ModelLock.Entry(
                source: origin.recorded,
                path: model.directory.isEmpty ? nil : model.directory,
                revision: tree.revision,
                added: ModelLock.today(),
                hash: try content.hash(),
                files: content.files
            ),
            survey: try CodeSurvey(of: files),
            changes: try changes(to: files, in: "\(registry)/\(directory)"),
            staging: staging
        )
    }

    /// Adds a model that the user has agreed to.
    ///
    /// The lock is written first. If the process is killed before the model is moved into place, the model is missing or
    /// refused; it is never there without an entry in the lock.
    ///
    /// - Parameter candidate: The model.
    /// - Throws: `RunnerError`: `usage` if its name was taken in the meantime, `registry-locked`, `cannot-write`.
    package func add(_ candidate: ModelCandidate) throws {
        defer { candidate.discard() }
        let written = try candidate.write()
        let file = ModelLockFile(registry: registry)
        try file.whileAlone { lock in
            try refuseCollision(candidate.name, candidate.manifest)
            guard try changes(to: candidate.files, in: candidate.directory) == candidate.changes else {
                throw RunnerError(.usage, "'\(candidate.directory)' has just changed", help: "add the model again")
            }
            var changed = lock
            changed.models[candidate.name] = candidate.entry
            try file.write(changed)
            FaultInjection(environment: environment)?.reach(named: "after-lock")
            do throws(RunnerError) {
                try move(written, to: candidate.directory, aside: candidate.staging.path)
            } catch {
                try? file.write(lock)
                throw error
            }
        }
    }
}

// MARK: - Fetching

extension ModelAddition {
    private func tree(
        of origin: ModelOrigin,
        _ staging: AddingDirectory,
        _ watch: (String) -> Void
    ) async throws -> any SourceTree {
        switch origin.kind {
        case .directory(let path): return try DirectoryTree(path)
        case .archive(let path): return try await ArchiveTree(path, environment: environment, confiner: confiner)
        case .link(let url):
            watch("fetching the archive")
            let path = "\(staging.path)/archive"
            try await fetching.fetch(
                url,
                to: path,
                limitBytes: SourceLimits.archiveBytes,
                timeout: SourceLimits.time
            )
            return try await ArchiveTree(path, environment: environment, confiner: confiner)
        case .git(let url, let reference):
            watch("fetching the repository")
            let repository = "\(staging.path)/repository"
            return try await GitTree(
                url,
                reference: reference,
                in: repository,
                environment: environment,
                confiner: confiner
            )
        }
    }

    /// The name in a manifest that may have errors, so that they are reported with the right path.
    private static func manifestName(_ files: [String: [UInt8]]) -> String? {
        ManifestFile.decode(files["inf.yml"] ?? [], path: "inf.yml").manifest?.name
    }

    private static func checked(_ name: String) throws(RunnerError) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_.".utf8.contains(byte)
        }
        guard isPlain, !name.isEmpty, name.utf8.count <= 100, !name.hasPrefix("."), !name.hasPrefix("-") else {
            throw RunnerError(
                .usage,
                "\(quoted(name)) cannot be the name of a model's directory",
                help: "choose a name of letters, digits, '-', '_' and '.' with --as"
            )
        }
        return name
    }
}

// MARK: - What is there

extension ModelAddition {
    private func refuseCollision(_ name: String, _ manifest: Manifest) throws(RunnerError) {
        var status = stat()
        let directory = "\(registry)/\(name)"
        if lstat(directory, &status) == 0 {
            guard replaces else {
                throw RunnerError(
                    .usage,
                    "there is already a model in '\(directory)'",
                    help: "choose another name with --as, or see what would change with --replace"
                )
            }
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw RunnerError(.usage, "'\(directory)' is not a directory", help: "move or rename it")
            }
        }
        switch try Registry(roots: [registry]).clash(ofDirectory: name, fullName: manifest.fullName) {
        case nil: break
        case .module(_, let other):
            throw RunnerError(
                .usage,
                "the directories '\(lastPart(other))' and '\(name)' would have the same Swift module name",
                help: "choose another name with --as"
            )
        case .name(let other):
            throw RunnerError(
                .usage,
                "the model '\(manifest.fullName)' is already in '\(other)'",
                help: "replace that one: --as \(lastPart(other)) --replace; or remove it first"
            )
        }
    }

    /// What replacing a model would change; `nil` if there is none.
    private func changes(to files: [String: [UInt8]], in directory: String) throws -> [ModelCandidate.Change]? {
        guard access(directory, F_OK) == 0 else { return nil }
        let content = try ModelContent(directory: directory)
        let paths = Set(files.keys).union(content.files.keys).union(content.others)
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { path in
            let old =
                content.files[path] == nil
                ? (content.others.contains(path) ? [] : nil)
                : FileManager.default.contents(atPath: "\(directory)/\(path)").map(Array.init) ?? []
            return old == files[path] ? nil : ModelCandidate.Change(path: path, old: old, new: files[path])
        }
    }

    private func move(_ written: String, to directory: String, aside: String) throws(RunnerError) {
        let isThere = access(directory, F_OK) == 0
        if isThere { mkdir(AddingDirectory.aside(in: aside), 0o700) }
        let old = "\(AddingDirectory.aside(in: aside))/\(directory.split(separator: "/").last ?? "")"
        guard !isThere || rename(directory, old) == 0, rename(written, directory) == 0 else {
            let code = errno
            if isThere { _ = rename(old, directory) }
            throw RunnerError(
                .cannotWrite,
                "the model cannot be moved to '\(directory)': \(SystemReason.text(code))",
                help: "check the permissions of '\(registry)'"
            )
        }
    }
}
