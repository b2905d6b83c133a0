internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import ModelBuild
internal import SystemPackage

/// A hidden directory in a registry for a model that is being added.
///
/// A lock on it shows whether its process still runs, or was killed and left it.
package final class AddingDirectory: Sendable {
    private static let prefix = ".runner-add-"

    /// The path.
    package let path: String
    private let descriptor: Int32

    /// Creates the directory, and removes those that killed processes left.
    ///
    /// - Parameter registry: The registry's directory.
    /// - Throws: `RunnerError` with `cannot-write`, or `configuration` if the lock of the registry cannot be used.
    package init(in registry: String) throws {
        (path, descriptor) = try ModelLockFile(registry: registry).whileAlone { _ in
            Self.removeLeftovers(in: registry)
            let path: String
            do throws(Errno) {
                path = try NewDirectory.make("\(registry)/\(Self.prefix)")
            } catch {
                throw Self.failure(registry, error)
            }
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let reason = Errno(rawValue: errno)
                rmdir(path)
                throw Self.failure(registry, reason)
            }
            return (path, descriptor)
        }
    }

    deinit {
        remove()
        close(descriptor)
    }

    /// Removes the directory with everything in it.
    package func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func removeLeftovers(in registry: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: registry)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let path = "\(registry)/\(name)"
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                putBack(from: path, to: registry)
                try? FileManager.default.removeItem(atPath: path)
            }
            close(descriptor)
        }
    }

    /// Where a model is kept while it is being replaced.
    static func aside(in staging: String) -> String { "\(staging)/replaced" }

    /// Puts back a model whose replacement was interrupted.
    private static func putBack(from staging: String, to registry: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: aside(in: staging))) ?? []
        where access("\(registry)/\(name)", F_OK) != 0 {
            _ = rename("\(aside(in: staging))/\(name)", "\(registry)/\(name)")
        }
    }

    private static func failure(_ registry: String, _ reason: Errno) -> RunnerError {
        RunnerError(
            .cannotWrite,
            "the registry '\(registry)' cannot be written: \(reason)",
            help: "make it writable, or choose another with --registry"
        )
    }
}
