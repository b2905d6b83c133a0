internal import FoundationEssentials
internal import Glibc
internal import Hashing
internal import SystemPackage

/// Compiled models on disk, one folder a content key: `KEY/model.so` and its SHA-256.
///
/// A folder appears complete or not at all, since it is made elsewhere and renamed. Several runners may fill the same
/// cache at once; the first to finish wins, and the others use what it made.
package struct ModelCache: Sendable {
    /// The folder that holds everything.
    package let folder: String

    /// Uses a folder; it is created when something is stored.
    ///
    /// - Parameter folder: An absolute path.
    package init(folder: String) {
        self.folder = folder
    }

    /// Returns a compiled model if it is there and whole.
    ///
    /// - Parameter key: What it was made of.
    /// - Returns: The path of the shared object, or `nil` when it has to be made.
    package func sharedObject(for key: ContentKey) -> String? {
        let path = "\(folder)/\(key)/model.so"
        guard let recorded = FileManager.default.contents(atPath: "\(path).sha256"),
            let digest = try? SHA256.digest(ofFileAt: path), Array(digest.hex.utf8) == [UInt8](recorded)
        else { return nil }
        return path
    }

    /// Makes an empty folder in the cache to compile in.
    ///
    /// - Throws: ``ModelBuildError`` with `cache-unusable`.
    func makeWorkFolder() throws(ModelBuildError) -> String {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw unusable("cannot be created")
        }
        do throws(Errno) {
            return try NewFolder.make("\(folder)/work-")
        } catch {
            throw unusable("cannot be written: \(error)")
        }
    }

    /// Stores a compiled model, and removes the work folder.
    ///
    /// - Parameters:
    ///   - work: A folder of ``makeWorkFolder()`` that holds `model.so`.
    ///   - key: What it was made of.
    /// - Returns: The path of the shared object in the cache.
    /// - Throws: ``ModelBuildError`` with `cache-unusable`.
    func store(_ work: String, for key: ContentKey) throws(ModelBuildError) -> String {
        let target = "\(folder)/\(key)"
        do {
            let digest = try SHA256.digest(ofFileAt: "\(work)/model.so").hex
            try Data(digest.utf8).write(to: URL(filePath: "\(work)/model.so.sha256"))
            for name in ["model.so", "model.so.sha256"] { try synchronize("\(work)/\(name)") }
        } catch {
            throw unusable("cannot be written: \(error)")
        }
        if rename(work, target) != 0 {
            if let path = sharedObject(for: key) {
                remove(work)
                return path
            }
            // What is there is damaged: put it aside under a name of its own, then try once more.
            _ = rename(target, "\(work)-damaged")
            let second = rename(work, target)
            let reason = errno
            remove("\(work)-damaged")
            guard second == 0 || sharedObject(for: key) != nil else {
                throw unusable("cannot be written: \(String(cString: strerror(reason)))")
            }
        }
        return "\(target)/model.so"
    }

    /// Removes a folder with everything in it.
    func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    private func synchronize(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unusable("cannot be read back") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unusable("cannot be synchronized") }
    }

    private func unusable(_ reason: String) -> ModelBuildError {
        ModelBuildError(
            .cacheUnusable,
            "the cache folder '\(folder)' \(reason)",
            help: "make it writable or choose another with --cache or RUNNER_CACHE"
        )
    }
}
