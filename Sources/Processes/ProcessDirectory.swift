internal import Glibc
package import SystemPackage

/// A directory for temporary files that is not needed after this process.
///
/// A lock on it shows that its process still runs. Directories of processes that were killed are removed by the next process
/// that creates one in the same place. A class since the lock has identity.
package final class ProcessDirectory: Sendable {
    /// The absolute path.
    package let path: String
    private let descriptor: Int32

    /// Creates an empty directory that only the user can read, after removing those that killed processes have left there.
    ///
    /// - Parameter beginning: The start of its path, which no other program uses for its directories; six characters are added.
    /// - Throws: What the system reports.
    package init(_ beginning: String) throws(Errno) {
        Self.removeLeftovers(beginning)
        var template = Array("\(beginning)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        descriptor = Self.open(path)
        // Without a lock, as on some network file systems, the directory only lives less long after a crash.
        if descriptor >= 0 { flock(descriptor, LOCK_EX | LOCK_NB) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Removes the directory with everything in it.
    package func remove() {
        DirectoryContents.remove(path)
    }

    /// Removes the directories of this user that killed processes have left.
    ///
    /// - Parameter beginning: The start of their paths.
    package static func removeLeftovers(_ beginning: String) {
        let parts = beginning.split(separator: "/", omittingEmptySubsequences: false)
        let (parent, prefix) = (parts.dropLast().joined(separator: "/"), parts.last ?? "")
        guard !prefix.isEmpty else { return }
        for name in names(in: parent.isEmpty ? "/" : parent) where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            let descriptor = open(path)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            if isLeft(descriptor), flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                DirectoryContents.remove(path)
            }
        }
    }

    /// Between its creation and its lock, a directory is as one without a process.
    private static let youngest: Int = 60

    /// Whether it is a directory as this class makes them, and not a very new one.
    private static func isLeft(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_uid == geteuid() && status.st_mode & 0o777 == 0o700
            && time(nil) - status.st_mtim.tv_sec > youngest
    }

    private static func open(_ path: String) -> Int32 {
        Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // In place: a copy of the whole field reads beyond the entry, which can be the end of the memory.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }
}
