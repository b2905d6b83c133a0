import Glibc

/// The identity of a file, by which two paths to the same file are recognized.
struct FileIdentity: Hashable {
    private let device: dev_t
    private let number: ino_t

    init(_ status: stat) {
        device = status.st_dev
        number = status.st_ino
    }

    /// Finds the file that a path leads to.
    ///
    /// - Parameter path: A path; symbolic links are followed.
    /// - Returns: The file and whether it is a directory.
    /// - Throws: ``SystemFailure`` if the path leads nowhere.
    static func of(_ path: String) throws(SystemFailure) -> (identity: FileIdentity, isDirectory: Bool) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw SystemFailure(code: errno) }
        return (FileIdentity(status), status.st_mode & S_IFMT == S_IFDIR)
    }
}
