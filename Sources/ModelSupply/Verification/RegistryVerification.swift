package import ErrorReporting
internal import Glibc
internal import InferenceKit

/// Compares models with the locks of their registries.
package struct RegistryVerification: Sendable {
    /// What was found about one model.
    package struct Finding: Sendable, Hashable {
        /// How it stands.
        package enum Status: String, Sendable, Hashable {
            /// It is what the lock says.
            case ok
            /// It is something else.
            case changed
            /// Its directory is not there.
            case gone
            /// It is in no lock, as the user's own models are.
            case unlocked
        }

        /// Its directory.
        package var directory: String
        /// How it stands.
        package var status: Status
        /// How its files differ.
        package var differences: [ContentDifference] = []
        /// What a lock says of it, and where.
        package var pinned: LockedModel?

        /// The name of its directory.
        package var name: String { String(directory.split(separator: "/").last ?? "") }

        /// Where a lock names it: the folder, and its name there.
        fileprivate var place: (folder: String, name: String) {
            pinned.map { ($0.folder, $0.name) } ?? LockedModel.place(of: directory)
        }
    }

    private let registry: Registry

    /// Prepares to compare.
    ///
    /// - Parameter registry: Where models are looked for.
    package init(_ registry: Registry) {
        self.registry = registry
    }

    /// Compares every model of the registry, those that are gone too.
    ///
    /// - Returns: The findings in the order of the folders and of the names.
    /// - Throws: ``RunnerError`` with `configuration` when something cannot be read.
    package func findings() throws(RunnerError) -> [Finding] {
        var findings: [Finding] = []
        for folder in try registry.readableFolders() {
            let locked = try ModelLockFile(folder: folder).read()?.models ?? [:]
            let there = try Registry(folders: [folder]).directories().map {
                String($0.split(separator: "/").last ?? "")
            }
            for name in Set(there).union(locked.keys).sorted() {
                let directory = "\(folder)/\(name)"
                let own = locked[name].map { LockedModel($0, at: directory) }
                findings.append(try finding(of: directory, own == nil ? try LockedModel.find(directory) : own))
            }
        }
        return findings
    }

    /// Compares one model.
    ///
    /// - Parameter model: Its directory, or its name, also of one that is gone.
    /// - Returns: The finding.
    /// - Throws: ``RunnerError``: `usage` when nobody knows it, `configuration` when something cannot be read.
    package func finding(of model: String) throws(RunnerError) -> Finding {
        for folder in registry.folders where !model.contains("/") && access("\(folder)/\(model)/inf.yml", F_OK) != 0 {
            if let entry = try ModelLockFile(folder: folder).entry(of: model) {
                let directory = "\(folder)/\(model)"
                return try finding(of: directory, LockedModel(entry, at: directory))
            }
        }
        let directory = try registry.directory(of: model)
        return try finding(of: directory, try LockedModel.find(directory))
    }

    /// Pins models as they are now; of one that is gone, the entry goes as well.
    ///
    /// - Parameters:
    ///   - findings: What the user has seen of them.
    ///   - day: The day; see ``ModelLock/today()``.
    /// - Throws: ``RunnerError``: `usage` when one has changed since, `invalid-input` when one cannot be pinned,
    ///   `configuration` or `cannot-write` when a file cannot be read or written; or `HashingError`.
    package func accept(_ findings: [Finding], on day: String) throws {
        let folders = Dictionary(grouping: findings) { $0.place.folder }
        for (folder, findings) in folders.sorted(by: { $0.key < $1.key }) {
            let file = ModelLockFile(folder: folder)
            try file.whileAlone { lock in
                var changed = lock
                for finding in findings {
                    let name = finding.place.name
                    let pinned = lock.models[name].map { LockedModel(name: name, entry: $0, folder: folder) }
                    guard try self.finding(of: finding.directory, pinned) == finding else {
                        throw RunnerError(
                            .usage,
                            "the model in '\(finding.directory)' changed meanwhile",
                            help: "look at it again with 'runner verify'"
                        )
                    }
                    changed.models[name] = try entry(of: finding, on: day)
                }
                if changed != lock { try file.write(changed) }
            }
        }
    }
}

// MARK: - One model

extension RegistryVerification {
    private func finding(of directory: String, _ pinned: LockedModel?) throws(RunnerError) -> Finding {
        guard let pinned else { return Finding(directory: directory, status: .unlocked) }
        var status = stat()
        guard stat(directory, &status) == 0 else { return Finding(directory: directory, status: .gone, pinned: pinned) }
        let differences = ContentDifference.between(pinned.entry.files, and: try ModelContent(directory: directory))
        return Finding(
            directory: directory,
            status: differences.isEmpty ? .ok : .changed,
            differences: differences,
            pinned: pinned
        )
    }

    private func entry(of finding: Finding, on day: String) throws -> ModelLock.Entry? {
        if finding.status == .gone { return nil }
        let content = try ModelContent(directory: finding.directory)
        if let other = content.others.min() {
            throw RunnerError(
                .invalidInput,
                "'\(finding.directory)/\(other)' is no regular file and cannot be pinned",
                help: "put the file itself in its place"
            )
        }
        if let odd = content.paths.first(where: { $0.utf8.contains { $0 < 0x20 || $0 == 0x5C || $0 == 0x7F } }) {
            throw RunnerError(
                .invalidInput,
                "the name of '\(finding.directory)/\(odd)' holds a control character or a backslash",
                help: "rename the file"
            )
        }
        var entry = finding.pinned?.entry ?? ModelLock.Entry(source: nil, added: day, hash: "", files: [:])
        let hash = try content.hash()
        if finding.pinned != nil, hash != entry.hash { entry.accepted = day }
        entry.hash = hash
        entry.files = content.files
        return entry
    }
}
