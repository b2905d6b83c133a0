internal import FoundationEssentials
internal import ManifestChecks
package import ModelManifest

/// What differs between the models of a registry and those of an earlier revision of it, for whoever reviews the change.
package struct RegistryComparison: Sendable {
    /// A model that differs.
    package struct Model: Sendable {
        /// The model's directory, relative to the repository.
        package let directory: String
        /// The model's full name; `nil` when it cannot be read.
        package let name: String?
        /// What differs.
        package let difference: Difference
    }

    /// How a model differs.
    package enum Difference: Sendable {
        /// It is new, and declares this.
        case added([ManifestChange])
        /// It is gone.
        case removed
        /// It declares something else.
        case changed([ManifestChange])
        /// One of the two manifests has errors: the one of the revision, or the current one.
        case unreadable(isEarlier: Bool)
    }

    /// The id of the earlier commit.
    package let base: String
    /// The models that differ, by their directories.
    package let models: [Model]

    /// Compares the files of a registry with a revision.
    ///
    /// - Parameters:
    ///   - registry: The registry; directories outside of the repository are left out.
    ///   - revision: A branch, a tag, a commit id, or anything else that Git understands.
    ///   - installation: Where programs are.
    /// - Throws: `RunnerError`: `usage` if there is no repository or no such revision, `configuration` without a registry or `git`.
    package init(_ registry: Registry, since revision: String, _ installation: Installation) async throws {
        let roots = try registry.readableRoots().compactMap(realPath)
        let repository = try await GitRepository(
            containing: roots.first ?? ".",
            environment: installation.environment,
            confiner: installation.workerProgram
        )
        base = try await repository.commit(revision)
        var models: [Model] = []
        for root in roots where root == repository.root || root.hasPrefix("\(repository.root)/") {
            let place = String(root.dropFirst(repository.root.count).drop { $0 == "/" })
            let earlier = try await repository.manifests(in: base, of: place)
            let current = Self.manifests(below: root)
            for name in Set(earlier.keys).union(current.keys).sorted() {
                let directory = place.isEmpty ? name : "\(place)/\(name)"
                let path = "\(directory)/inf.yml"
                let old = earlier[name].map { ManifestFile.decode($0, path: path) }
                let new = current[name].map { ManifestFile.decode($0, path: path) }
                guard let difference = Self.difference(old, new) else { continue }
                let fullName = (new?.manifest ?? old?.manifest)?.fullName
                models.append(Model(directory: directory, name: fullName, difference: difference))
            }
        }
        self.models = models
    }

    private static func manifests(below root: String) -> [String: [UInt8]] {
        var manifests: [String: [UInt8]] = [:]
        for name in DirectoryNames(of: root)?.names ?? [] {
            manifests[name] = FileManager.default.contents(atPath: "\(root)/\(name)/inf.yml").map { Array($0) }
        }
        return manifests
    }

    private static func difference(_ old: DecodedManifest?, _ new: DecodedManifest?) -> Difference? {
        guard let new else { return .removed }
        if let old, old.bytes == new.bytes { return nil }
        guard let current = new.manifest else { return .unreadable(isEarlier: false) }
        guard let old else { return .added(current.changes(since: nil)) }
        guard let earlier = old.manifest else { return .unreadable(isEarlier: true) }
        let changes = current.changes(since: earlier)
        return changes.isEmpty ? nil : .changed(changes)
    }
}
