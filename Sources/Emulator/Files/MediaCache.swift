import FoundationEssentials
import Glibc
import Hashing

/// A directory with masks and videos that earlier emulators have made, for the same inputs again.
///
/// It saves time where many emulators start one after another, as in tests. The same program with the same inputs makes the same files.
struct MediaCache: Sendable {
    /// Where it is; `nil` for no cache.
    let path: String?

    /// Finds files that were made before.
    ///
    /// - Parameters:
    ///   - key: What they were made from.
    ///   - directory: Where the emulator keeps its files; it gets copies.
    /// - Returns: The name in the cache and the copy of each file, by name; `nil` when they were not made before.
    func files(madeFrom key: [String], to directory: WorkDirectory) -> [(name: String, path: String)]? {
        guard let entry = entry(key), let names = try? FileManager.default.contentsOfDirectory(atPath: entry) else {
            return nil
        }
        var files: [(name: String, path: String)] = []
        for name in names.sorted() {
            let copy = directory.newPath(name)
            files.append((name, copy))
            guard (try? FileManager.default.copyItem(atPath: "\(entry)/\(name)", toPath: copy)) != nil else {
                for file in files { WorkDirectory.remove(file.path) }
                return nil
            }
        }
        return files
    }

    /// Keeps copies of files.
    ///
    /// A cache that cannot be written is no cache.
    ///
    /// - Parameters:
    ///   - files: Their names in the cache and their paths.
    ///   - key: What they were made from.
    func keep(_ files: [(name: String, path: String)], madeFrom key: [String]) {
        guard let path, let entry = entry(key) else { return }
        let new = "\(path)/new-\(Identifiers.random(digits: 16))"
        let manager = FileManager.default
        do {
            try manager.createDirectory(atPath: new, withIntermediateDirectories: true)
            for file in files { try manager.copyItem(atPath: file.path, toPath: "\(new)/\(file.name)") }
            // Another emulator may have made the same files meanwhile; then this fails.
            try manager.moveItem(atPath: new, toPath: entry)
        } catch {
            WorkDirectory.remove(new)
        }
    }

    private func entry(_ key: [String]) -> String? {
        guard let path, let program = Self.program else { return nil }
        let text = ([program] + key).joined(separator: "\n")
        return (try? SHA256.digest(of: text)).map { "\(path)/\($0.hex)" }
    }

    /// What distinguishes this program from other versions of it.
    private static let program: String? = {
        var status = stat()
        guard stat("/proc/self/exe", &status) == 0 else { return nil }
        return "\(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }()
}
