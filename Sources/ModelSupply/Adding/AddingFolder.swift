internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import ModelBuild
internal import SystemPackage

/// A hidden folder in a registry for what is not added yet; it is held by a lock, so that what a killed process has left
/// is told from what another one is working on.
package final class AddingFolder: Sendable {
    private static let prefix = ".runner-add-"

    /// The path.
    package let path: String
    private let descriptor: Int32

    /// Creates the folder, and removes those that nobody holds any more.
    ///
    /// - Parameter registry: The registry's folder.
    /// - Throws: ``RunnerError`` with `cannot-write`, or `configuration` when the lock of the registry cannot be used.
    package init(in registry: String) throws {
        (path, descriptor) = try ModelLockFile(folder: registry).whileAlone { _ in
            Self.removeLeftovers(in: registry)
            let path: String
            do throws(Errno) {
                path = try NewFolder.make("\(registry)/\(Self.prefix)")
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

    /// Removes the folder with everything in it.
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

    /// Where the model that is being replaced is for a moment.
    static func aside(in folder: String) -> String { "\(folder)/replaced" }

    /// Puts back a model whose replacement did not come, since the process was killed between the two.
    private static func putBack(from folder: String, to registry: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: aside(in: folder))) ?? []
        where access("\(registry)/\(name)", F_OK) != 0 {
            _ = rename("\(aside(in: folder))/\(name)", "\(registry)/\(name)")
        }
    }

    private static func failure(_ registry: String, _ reason: Errno) -> RunnerError {
        RunnerError(
            .cannotWrite,
            "the registry '\(registry)' cannot be written: \(reason)",
            help: "make it writable, or name another with --registry"
        )
    }
}
