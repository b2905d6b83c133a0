internal import Glibc

/// What a file system allows, and how much room it has.
package struct FileSystemState: Sendable, Hashable {
    /// What compiling one model needs: the shared object, and what the compiler keeps of other modules.
    private static let neededBytes = 16 << 20

    /// Whether the system refuses to load code from it.
    package let isNoExec: Bool
    /// How many bytes this user can still write.
    package let freeBytes: Int

    /// Describes a file system.
    ///
    /// - Parameters:
    ///   - isNoExec: Whether the system refuses to load code from it.
    ///   - freeBytes: How many bytes this user can still write.
    init(isNoExec: Bool, freeBytes: Int) {
        self.isNoExec = isNoExec
        self.freeBytes = freeBytes
    }

    /// Asks the system.
    ///
    /// Gives `nil` if it does not say.
    ///
    /// - Parameter path: A file or directory that exists.
    package init?(of path: String) {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        // glibc declares ST_NOEXEC for GNU sources only; Linux numbers it so in `include/linux/statfs.h`.
        isNoExec = status.f_flag & 8 != 0
        freeBytes = Int(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
        )
    }

    /// Refuses a cache from which no code can be loaded.
    ///
    /// - Parameter directory: The cache.
    /// - Throws: ``ModelBuildError`` with `cache-unusable`.
    package func checkLoading(from directory: String) throws(ModelBuildError) {
        guard isNoExec else { return }
        throw ModelBuildError(
            .cacheUnusable,
            "the cache directory '\(directory)' is on a file system mounted with 'noexec': no code can be loaded from it",
            help: "choose a directory on another file system with --cache or RUNNER_CACHE"
        )
    }

    /// Refuses a cache that has no space for another model.
    ///
    /// - Parameter directory: The cache.
    /// - Throws: ``ModelBuildError`` with `cache-unusable`.
    package func checkRoom(in directory: String) throws(ModelBuildError) {
        guard freeBytes < Self.neededBytes else { return }
        throw Self.full(directory, "only \(freeBytes >> 20) MiB are free")
    }

    /// Describes a cache whose disk is full.
    ///
    /// - Parameters:
    ///   - directory: The cache.
    ///   - reason: What says so.
    /// - Returns: The error.
    static func full(_ directory: String, _ reason: String) -> ModelBuildError {
        ModelBuildError(
            .cacheUnusable,
            "the disk of the cache directory '\(directory)' is full: \(reason)",
            help: "free at least \(neededBytes >> 20) MiB, or choose another directory with --cache or RUNNER_CACHE"
        )
    }
}
