internal import Glibc
package import SystemPackage

/// Directories and files that did not exist before.
package enum NewDirectory {
    /// Creates an empty directory that only the user can read.
    ///
    /// - Parameter beginning: The start of its path; six characters are added.
    /// - Returns: The path.
    /// - Throws: What the system reports.
    package static func make(_ beginning: String) throws(Errno) -> String {
        var template = Array("\(beginning)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Creates a directory that only the user can read.
    ///
    /// - Parameter path: Its path; its parent exists.
    /// - Throws: What the system reports, also `EEXIST`.
    static func make(at path: String) throws(Errno) {
        guard mkdir(path, 0o700) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Creates a directory that only the user can read, with the missing ones above it.
    ///
    /// - Parameter path: An absolute path; it may exist.
    /// - Throws: What the system reports.
    static func makeAll(_ path: String) throws(Errno) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            if mkdir(made, 0o700) != 0, errno != EEXIST, !isDirectory(made) { throw Errno(rawValue: errno) }
        }
        guard isDirectory(path) else { throw Errno.notDirectory }
    }

    /// Writes a file that did not exist.
    ///
    /// - Parameters:
    ///   - bytes: Its content.
    ///   - path: Its path.
    /// - Throws: What the system reports.
    static func write(_ bytes: [UInt8], to path: String) throws(Errno) {
        do {
            let file = try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: .ownerReadWrite
            )
            try file.closeAfter { _ = try file.writeAll(bytes) }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        // Keeps the reason why the directory could not be created.
        let reason = errno
        defer { errno = reason }
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
