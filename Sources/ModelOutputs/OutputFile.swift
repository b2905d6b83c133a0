internal import Glibc

/// What the system knows of a file.
package struct FileFacts: Sendable, Hashable {
    /// Whether it is a regular file with one name; a second name would let someone else change it later.
    package let isPlain: Bool
    /// Its length.
    package let sizeBytes: Int64
    private let device: dev_t
    private let number: ino_t

    /// Looks at an open file; `nil` when that fails.
    package init?(of descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Looks at a path without following a symbolic link; `nil` when nothing is there.
    package init?(at path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        isPlain = status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
        sizeBytes = Int64(status.st_size)
        device = status.st_dev
        number = status.st_ino
    }

    /// Whether both are about one file, whatever its length was.
    package func isSameFile(as other: FileFacts) -> Bool { device == other.device && number == other.number }
}

/// An output file that stays open while it is checked, so that all that is found out is about one file.
///
/// A class since the descriptor has identity; it is closed with the last reference.
package final class OutputFile: Sendable {
    /// The open file.
    package let descriptor: Int32
    /// What it is.
    package let facts: FileFacts
    private let path: String

    /// Opens a file; a symbolic link is not followed, and a pipe is not waited for; `nil` when nothing can be opened there.
    ///
    /// - Parameter path: Its path.
    package init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard let facts = FileFacts(of: descriptor) else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        self.facts = facts
        self.path = path
    }

    deinit { close(descriptor) }

    /// Whether the path still leads to this file.
    package var isInPlace: Bool { FileFacts(at: path)?.isSameFile(as: facts) == true }
}
