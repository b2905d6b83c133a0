internal import Glibc

/// What is in a directory that a model could write to, which may be arranged so that it cannot be read or removed: thousands
/// of directories inside each other, or directories without the right to list them.
package enum DirectoryContents {
    /// What the contents take.
    package struct Size: Sendable, Hashable {
        /// How many bytes of the disk.
        package var bytes: Int64 = 0
        /// How many files and directories.
        package var files = 0
        /// Whether something could not be measured.
        package var isHidden = false
    }

    /// The deepest directories that are measured.
    private static let deepest = 32

    /// Measures the contents of a directory, without following symbolic links.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - mostFiles: How many files are counted at most.
    /// - Returns: What they take.
    package static func size(of path: String, mostFiles: Int) -> Size {
        var size = Size()
        let root = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if root >= 0 { measure(root, depth: 0, mostFiles, &size) }
        return size
    }

    private static func measure(_ directory: Int32, depth: Int, _ mostFiles: Int, _ size: inout Size) {
        forEachEntry(closing: directory) { directory, name in
            guard size.files <= mostFiles else { return }
            var status = stat()
            guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
            size.files += 1
            size.bytes += Int64(status.st_blocks) * 512
            guard status.st_mode & S_IFMT == S_IFDIR else { return }
            let inner = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            if inner >= 0, depth < deepest {
                measure(inner, depth: depth + 1, mostFiles, &size)
            } else {
                size.isHidden = size.isHidden || inner >= 0 || errno == EACCES
                if inner >= 0 { close(inner) }
            }
        }
    }

    /// Removes a directory with everything in it; it takes two descriptors, however deep the directory is.
    ///
    /// - Parameter path: The directory.
    /// - Returns: Whether it is gone.
    @discardableResult
    package static func remove(_ path: String) -> Bool {
        // Most are empty.
        if rmdir(path) == 0 || errno == ENOENT { return true }
        let root = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard root >= 0 else { return errno == ENOENT }
        defer { close(root) }
        var number = 0
        var isChanging = true
        while isChanging {
            isChanging = false
            forEachEntry(closing: openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) { _, name in
                if unlinkat(root, name, 0) == 0 || unlinkat(root, name, AT_REMOVEDIR) == 0 {
                    isChanging = true
                } else if empty(name, into: root, &number) {
                    isChanging = unlinkat(root, name, AT_REMOVEDIR) == 0 || isChanging
                }
            }
        }
        return rmdir(path) == 0 || errno == ENOENT
    }

    /// Removes the files of a directory, and moves its directories up, to be emptied later.
    private static func empty(_ name: UnsafePointer<CChar>, into root: Int32, _ number: inout Int) -> Bool {
        fchmodat(root, name, 0o700, 0)
        let directory = openat(root, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard directory >= 0 else { return false }
        forEachEntry(closing: directory) { directory, inner in
            if unlinkat(directory, inner, 0) == 0 || unlinkat(directory, inner, AT_REMOVEDIR) == 0 { return }
            // The right to write to a directory is needed to move it.
            fchmodat(directory, inner, 0o700, 0)
            var isTaken = true
            while isTaken {
                number += 1
                isTaken =
                    renameat(directory, inner, root, ".moved-\(number)") != 0 && [EEXIST, ENOTEMPTY].contains(errno)
            }
        }
        return true
    }

    /// Calls a function with each name in an open directory, and closes it.
    private static func forEachEntry(
        closing directory: Int32,
        _ body: (_ directory: Int32, _ name: UnsafePointer<CChar>) -> Void
    ) {
        guard directory >= 0 else { return }
        guard let stream = fdopendir(directory) else {
            close(directory)
            return
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    if strcmp(name, ".") != 0, strcmp(name, "..") != 0 { body(directory, name) }
                }
            }
        }
    }
}
