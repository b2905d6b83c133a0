import Glibc

/// A regular file as a source; its descriptor is closed with the last reference.
///
/// A class since the descriptor has identity. It keeps no position, so that concurrent reads do not disturb each other.
package final class FileByteSource: ByteSource, Sendable {
    private let descriptor: CInt
    private let path: String

    /// How many bytes the file had when it was opened.
    package let byteCount: Int64

    /// Opens a file for reading.
    ///
    /// - Parameter path: The file; a symbolic link is followed.
    /// - Throws: ``MediaError`` with code `unreadable` when the file is missing, forbidden, or not a regular one.
    package convenience init(path: String) throws(MediaError) {
        guard !path.utf8.contains(0) else {
            throw MediaError(.unreadable, "its path contains a zero byte")
        }
        // Without O_NONBLOCK, opening a named pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            throw MediaError(.unreadable, "'\(path)': \(Self.message(of: errno))")
        }
        try self.init(owning: descriptor, named: path)
    }

    /// Reads a file that is open, whatever its path leads to by now.
    ///
    /// - Parameters:
    ///   - opened: A descriptor of the file, which stays the caller's.
    ///   - path: What errors call it.
    /// - Throws: ``MediaError`` with code `unreadable` when it is not a regular file.
    package convenience init(opened: CInt, named path: String) throws(MediaError) {
        let descriptor = fcntl(opened, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else {
            throw MediaError(.unreadable, "'\(path)': \(Self.message(of: errno))")
        }
        try self.init(owning: descriptor, named: path)
    }

    private init(owning descriptor: CInt, named path: String) throws(MediaError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let number = errno
            close(descriptor)
            throw MediaError(.unreadable, "'\(path)': \(Self.message(of: number))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            throw MediaError(.unreadable, "'\(path)' is \(isDirectory ? "a directory" : "not a regular file")")
        }
        self.descriptor = descriptor
        self.path = path
        self.byteCount = Int64(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// Reads bytes of the file with `pread`.
    ///
    /// - Parameters:
    ///   - offset: Where to start, from 0; at or past the end nothing is read.
    ///   - count: How many bytes to read, at least 0.
    /// - Returns: The bytes; fewer than `count` only at the end, also when the file became shorter meanwhile.
    /// - Throws: ``MediaError`` with code `unreadable` when the operating system fails to read.
    package func read(at offset: Int64, count: Int) throws(MediaError) -> [UInt8] {
        guard offset >= 0, offset < byteCount, count > 0 else { return [] }
        let wanted = Int(min(Int64(count), byteCount - offset))
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            while filled < wanted {
                let rest = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<wanted]
                )
                let got = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        guard failure == 0 else {
            throw MediaError(.unreadable, "'\(path)': \(Self.message(of: failure))")
        }
        return bytes
    }

    private static func message(of number: CInt) -> String {
        switch number {
        case ENOENT: "no such file"
        case EACCES, EPERM: "permission denied"
        case ENOTDIR: "a part of its path is not a directory"
        case ENAMETOOLONG: "its path is too long"
        case ELOOP: "too many symbolic links"
        case EMFILE, ENFILE: "too many open files"
        case EIO: "the disk failed to read it (input/output error)"
        default: "error \(number) of the operating system"
        }
    }
}
