internal import ErrorReporting
internal import Glibc
internal import Hashing
internal import ModelSupply
internal import ModelWorkers
internal import ServiceAccess
internal import Synchronization

/// What the requests of one command have in common, found out once for all of them.
///
/// Without it, each of 2,000 rows would compare the model with its lock, ask the service whether it is an emulator, and hash the same files.
/// A file that has changed in between is hashed again.
package final class PreparationMemory: Sendable {
    /// A file as it was when it was hashed.
    private struct FileState: Hashable {
        var device: UInt64
        var inode: UInt64
        var sizeBytes: Int64
        var modifiedSeconds: Int
        var modifiedNanoseconds: Int
        var changedSeconds: Int
        var changedNanoseconds: Int

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            sizeBytes = Int64(status.st_size)
            (modifiedSeconds, modifiedNanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
            (changedSeconds, changedNanoseconds) = (status.st_ctim.tv_sec, status.st_ctim.tv_nsec)
        }
    }

    /// A model as it was when it was compared with its lock.
    private struct KnownModel {
        var stamp: ModelStamp
        var manifest: [UInt8]
        var key: String
    }

    private struct State {
        var models: [String: KnownModel] = [:]
        var services: [ServiceSettings: ServiceSettings] = [:]
        var digests: [FileState: String] = [:]
    }

    private let state = Mutex(State())
    private let isLasting: Bool

    /// Starts with nothing.
    ///
    /// - Parameter isLasting: Whether the requests come over a long time: then only models are remembered, since services change and files are many.
    package init(isLasting: Bool = false) {
        self.isLasting = isLasting
    }

    /// Compares a model with its lock, the first time and when a file of the model or the lock has changed.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - installation: Where programs, caches and compilers are.
    /// - Returns: The content key of its code.
    /// - Throws: ``RunnerError`` with `model-changed`, or what ``RunKeys/key(of:)`` throws.
    func key(of model: ModelDirectory, _ installation: Installation) throws -> String {
        let (stamp, manifest) = (ModelStamp(of: model.path), model.manifestBytes)
        if let known = state.withLock({ $0.models[model.path] }), known.stamp == stamp, known.manifest == manifest {
            return known.key
        }
        try ModelLibraries(installation).check(model)
        let key = try RunKeys.key(of: model)
        state.withLock { $0.models[model.path] = KnownModel(stamp: stamp, manifest: manifest, key: key) }
        return key
    }

    /// Asks a service whether it is an emulator, the first time.
    ///
    /// - Parameters:
    ///   - settings: How the service is reached.
    ///   - installation: Where programs, caches and compilers are.
    /// - Returns: The settings with its answer.
    func identified(_ settings: ServiceSettings, _ installation: Installation) async -> ServiceSettings {
        if let known = state.withLock({ $0.services[settings] }) { return known }
        let identified = await EmulatorIdentification(installation: installation).identified(settings)
        if !isLasting { state.withLock { $0.services[settings] = identified } }
        return identified
    }

    /// Hashes a file, the first time.
    ///
    /// - Parameter path: The file.
    /// - Returns: SHA-256 of its bytes, in hex.
    /// - Throws: `HashingError`.
    func digest(ofFileAt path: String) throws -> String {
        let before = FileState(path)
        if let before, let known = state.withLock({ $0.digests[before] }) { return known }
        let digest = try SHA256.digest(ofFileAt: path).hex
        // Only what did not change while it was read is worth remembering.
        if !isLasting, let before, FileState(path) == before { state.withLock { $0.digests[before] = digest } }
        return digest
    }
}
