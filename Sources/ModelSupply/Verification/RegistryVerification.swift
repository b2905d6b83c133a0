package import ErrorReporting
internal import Glibc
internal import InferenceKit

/// Compares models, and the compiled code that would be loaded, with what they should be.
package struct RegistryVerification: Sendable {
    /// What was found about one model.
    package struct Finding: Sendable, Hashable {
        /// The result of the comparison.
        package enum Status: String, Sendable, Hashable {
            /// It matches the lock.
            case ok
            /// It, or its compiled code, was changed.
            case changed
            /// Its directory does not exist.
            case gone
            /// It is in no lock, like the user's own models.
            case unlocked
        }

        /// Its directory.
        package var directory: String
        /// The result of the comparison.
        package var status: Status
        /// How its files differ.
        package var differences: [ContentDifference] = []
        /// Compiled code of it that was changed after it was compiled; it is never loaded.
        package var alteredCode: [String] = []
        /// Its entry in a lock, and where that is.
        package var pinned: LockedModel?

        /// The name of its directory.
        package var name: String { String(directory.split(separator: "/").last ?? "") }

        /// Where a lock names it: the directory, and its name there.
        fileprivate var place: (registry: String, name: String) {
            pinned.map { ($0.registry, $0.name) } ?? LockedModel.place(of: directory)
        }
    }

    private let registry: Registry
    private let libraries: ModelLibraries

    /// Prepares to compare.
    ///
    /// - Parameters:
    ///   - registry: Where models are looked for.
    ///   - installation: Where compiled code is.
    package init(_ registry: Registry, _ installation: Installation) {
        self.registry = registry
        libraries = ModelLibraries(installation)
    }

    /// Compares every model of the registry, including those that are gone.
    ///
    /// - Returns: The findings, ordered by directory and name.
    /// - Throws: `RunnerError` with `configuration` if something cannot be read.
    package func findings() throws(RunnerError) -> [Finding] {
        var findings: [Finding] = []
        for root in try registry.readableRoots() {
            let locked = try ModelLockFile(registry: root).read()?.models ?? [:]
            let there = try Registry(roots: [root]).directories().map {
                String($0.split(separator: "/").last ?? "")
            }
            for name in Set(there).union(locked.keys).sorted() {
                let directory = "\(root)/\(name)"
                let own = locked[name].map { LockedModel($0, at: directory) }
                findings.append(try finding(of: directory, own == nil ? try LockedModel.find(directory) : own))
            }
        }
        return findings
    }

    /// Compares one model.
    ///
    /// - Parameter model: Its directory, or its name; it may be gone.
    /// - Returns: The finding.
    /// - Throws: `RunnerError`: `usage` if it is neither in the registry nor in a lock, `configuration` if something cannot
    ///   be read.
    package func finding(of model: String) throws(RunnerError) -> Finding {
        for root in registry.roots where !model.contains("/") && access("\(root)/\(model)/inf.yml", F_OK) != 0 {
            if let entry = try ModelLockFile(registry: root).entry(of: model) {
                let directory = "\(root)/\(model)"
                return try finding(of: directory, LockedModel(entry, at: directory))
            }
        }
        let directory = try registry.directory(of: model)
        return try finding(of: directory, try LockedModel.find(directory))
    }

    /// Pins models as they are now, and removes the entries of those that are gone.
    ///
    /// - Parameters:
    ///   - findings: What the user was shown.
    ///   - day: The day; see ``ModelLock/today()``.
    /// - Throws: `RunnerError`: `usage` if one has changed since, `invalid-input` if one cannot be pinned, `configuration`
    ///   or `cannot-write` if a file cannot be read or written; or `HashingError`.
    package func accept(_ findings: [Finding], on day: String) throws {
        let registries = Dictionary(grouping: findings) { $0.place.registry }
        for (root, findings) in registries.sorted(by: { $0.key < $1.key }) {
            let file = ModelLockFile(registry: root)
            try file.whileAlone { lock in
                var changed = lock
                for finding in findings {
                    let name = finding.place.name
                    let pinned = lock.models[name].map { LockedModel(name: name, entry: $0, registry: root) }
                    guard try self.finding(of: finding.directory, pinned) == finding else {
                        throw RunnerError(
                            .usage,
                            "the model in '\(finding.directory)' has changed again",
                            help: "check it again with 'runner verify'"
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
        let code = libraries.alteredCode(of: directory)
        guard let pinned else {
            return Finding(directory: directory, status: code.isEmpty ? .unlocked : .changed, alteredCode: code)
        }
        var status = stat()
        guard stat(directory, &status) == 0 else { return Finding(directory: directory, status: .gone, pinned: pinned) }
        let differences = ContentDifference.between(pinned.entry.files, and: try ModelContent(directory: directory))
        return Finding(
            directory: directory,
            status: differences.isEmpty && code.isEmpty ? .ok : .changed,
            differences: differences,
            alteredCode: code,
            pinned: pinned
        )
    }

    private func entry(of finding: Finding, on day: String) throws -> ModelLock.Entry? {
        if finding.status == .gone { return nil }
        let content = try ModelContent(directory: finding.directory)
        if let other = content.others.min() {
            throw RunnerError(
                .invalidInput,
                "'\(finding.directory)/\(other)' is not a regular file and cannot be pinned",
                help: "replace it with a regular file"
            )
        }
        if let odd = content.paths.first(where: { $0.utf8.contains { $0 < 0x20 || $0 == 0x5C || $0 == 0x7F } }) {
            throw RunnerError(
                .invalidInput,
                "the name of '\(finding.directory)/\(odd)' contains a control character or a backslash",
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
