internal import Glibc

/// Brings files to other places, without copying them where that is possible.
enum FileLinks {
    /// The longest file that is copied so that a worker can read it; a run with a longer one gets a worker of its own.
    private static let mostCopiedBytes: Int64 = 64 << 20

    /// Gives a file a second name, or copies it where it can have none.
    ///
    /// - Parameters:
    ///   - path: The file; a symbolic link is followed.
    ///   - place: The new name.
    /// - Returns: Whether the file is there.
    static func link(_ path: String, to place: String) -> Bool {
        if linkat(AT_FDCWD, path, AT_FDCWD, place, AT_SYMLINK_FOLLOW) == 0 { return true }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= mostCopiedBytes else {
            return false
        }
        return create(place) && SparseCopy.copy(path, to: place, .following, mostBytes: mostCopiedBytes) != nil
    }

    /// Creates an empty file.
    static func create(_ path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return false }
        Glibc.close(descriptor)
        return true
    }

    /// Puts the content of a file in place of an empty one; an empty file has none.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - place: The empty file.
    ///   - mostBytes: The length of the longest file to copy.
    ///   - moves: Whether nobody can change the file any more, so that it can be moved.
    /// - Returns: Whether the content is there.
    static func deliver(_ path: String, to place: String, mostBytes: Int64, moves: Bool) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        if status.st_size == 0 || (moves && rename(path, place) == 0) { return true }
        return SparseCopy.copy(path, to: place, mostBytes: mostBytes) != nil
    }
}
