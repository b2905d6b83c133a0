internal import Glibc

/// A file that lies in a model's directory: what a model comes with must not be a way to the user's other files.
package enum OwnFile {
    /// Why a file cannot be opened.
    package enum Problem: Error, Sendable, Hashable {
        /// A symbolic link leads out of the directory.
        case stranger
        /// The system's reason.
        case system(Int32)
    }

    /// Opens a file for reading, without waiting for a writer of a pipe.
    ///
    /// - Parameters:
    ///   - file: Its path in the directory.
    ///   - directory: The directory; it can be a symbolic link itself.
    /// - Returns: The descriptor.
    /// - Throws: ``Problem``.
    package static func open(_ file: String, in directory: String) throws(Problem) -> Int32 {
        let path = "\(directory)/\(file)"
        let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW
        if !file.contains("/") {
            let descriptor = Glibc.open(path, flags)
            if descriptor >= 0 { return descriptor }
            guard errno == ELOOP else { throw .system(errno) }
        }
        let (real, place) = (try realPath(path), try realPath(directory))
        guard real.hasPrefix(place == "/" ? place : "\(place)/") else { throw .stranger }
        let descriptor = Glibc.open(real, flags)
        guard descriptor >= 0 else { throw .system(errno) }
        return descriptor
    }

    /// Reads a plain file.
    ///
    /// - Parameters:
    ///   - file: Its path in the directory.
    ///   - directory: The directory.
    ///   - mostBytes: The length of the longest file to read.
    /// - Returns: The content; `nil` for what is longer or no plain file.
    /// - Throws: ``Problem``.
    package static func contents(of file: String, in directory: String, mostBytes: Int) throws(Problem) -> [UInt8]? {
        let descriptor = try open(file, in: directory)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= mostBytes else {
            return nil
        }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= mostBytes {
            let count = read(descriptor, &part, min(part.count, mostBytes + 1 - bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(errno) }
            guard count > 0 else { return bytes }
            bytes += part.prefix(count)
        }
        return nil
    }

    private static func realPath(_ path: String) throws(Problem) -> String {
        guard let real = realpath(path, nil) else { throw .system(errno) }
        defer { free(real) }
        return String(cString: real)
    }
}
