internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import HTTPTypes
internal import ManifestChecks
internal import ModelManifest
package import ModelSupply
internal import Synchronization

/// The models of a registry by the names that clients use, read again when their manifests change.
///
/// A client's name is compared with names only and never taken as a path.
package final class ModelCatalog: Sendable {
    /// What says whether a manifest has changed since it was read.
    private struct Stamp: Hashable {
        let inode: UInt64
        let sizeBytes: Int64
        let seconds: Int
        let nanoseconds: Int

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            inode = UInt64(status.st_ino)
            sizeBytes = Int64(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    private struct Known {
        var stamp: Stamp
        var model: ModelDirectory
    }

    private struct State {
        var known: [String: Known] = [:]
        /// The directory of each name.
        var places: [String: String] = [:]
        var listed: ContinuousClock.Instant?
    }

    private let registry: Registry
    /// The only model that is served, by name or directory; `nil` for all.
    private let only: String?
    private let state = Mutex(State())

    /// Creates a catalog.
    ///
    /// - Parameters:
    ///   - registry: Where the models are.
    ///   - only: The only model that is served, by name or directory, as the user of this machine named it.
    package init(_ registry: Registry, only: String? = nil) {
        self.registry = registry
        self.only = only
    }

    /// Finds a model.
    ///
    /// - Parameter name: Its full name, such as `acme/talking-head`; `OWNER/NAME` of a model without a namespace has the owner
    ///   `local`.
    /// - Returns: The model.
    /// - Throws: ``Problem`` with 404 when there is none; `RunnerError` when its manifest has errors.
    package func model(_ name: String) throws -> ModelDirectory {
        if let place = state.withLock({ $0.places[name] }), let model = try read(place), Self.name(of: model) == name {
            return model
        }
        try list()
        guard let place = state.withLock({ $0.places[name] }), let model = try read(place) else {
            throw Problem(
                .notFound,
                "there is no model '\(name.prefix(200))'",
                code: "no-such-model",
                help: "GET /v1/models lists the models"
            )
        }
        return model
    }

    /// All models whose manifests have no errors, by name.
    ///
    /// - Throws: `RunnerError` when there is no registry.
    package func models() throws -> [ModelDirectory] {
        try list()
        let places = state.withLock { Set($0.places.values) }
        return places.compactMap { try? read($0) }.sorted { Self.name(of: $0) < Self.name(of: $1) }
    }

    /// The name by which clients know a model.
    package static func name(of model: ModelDirectory) -> String { name(of: model.manifest) }

    private static func name(of manifest: Manifest) -> String {
        manifest.namespace == nil ? "local/\(manifest.name)" : manifest.fullName
    }

    private func read(_ place: String) throws -> ModelDirectory? {
        guard let stamp = Stamp("\(place)/\(Registry.manifestName)") else { return nil }
        if let known = state.withLock({ $0.known[place] }), known.stamp == stamp { return known.model }
        let model = try Registry.model(at: place)
        state.withLock { $0.known[place] = Known(stamp: stamp, model: model) }
        return model
    }

    /// Finds the directories of all names, at most twice a second.
    private func list() throws {
        let time = ContinuousClock.now
        if let listed = state.withLock({ $0.listed }), time - listed < .milliseconds(500) { return }
        var places: [String: String] = [:]
        if let only {
            let place = try registry.directory(of: only)
            places[Self.name(of: try Registry.model(at: place))] = place
        } else {
            let names = try registry.models { directory, decoded in (directory, decoded.manifest.map(Self.name(of:))) }
            for (directory, name) in names where name.map({ places[$0] == nil }) ?? false {
                if let name { places[name] = directory }
            }
        }
        state.withLock { state in
            state.places = places
            state.listed = time
        }
    }
}
