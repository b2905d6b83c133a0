internal import Glibc

/// Copies plain files that a model may have written, and may still be writing: what is a hole stays one and takes no room.
package enum SparseCopy {
    /// How the two files are opened.
    package struct Options: OptionSet, Sendable {
        /// The bits.
        package let rawValue: Int

        /// - Parameter rawValue: The bits.
        package init(rawValue: Int) { self.rawValue = rawValue }

        /// A source that is a symbolic link is followed.
        package static let following = Options(rawValue: 1)
        /// The target does not exist yet, and only the user may read it.
        package static let creating = Options(rawValue: 2)
    }

    /// `SEEK_DATA` and `SEEK_HOLE`, which the C library declares for GNU programs only.
    private static let data: Int32 = 3
    private static let hole: Int32 = 4

    /// Copies a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - place: The target.
    ///   - options: How they are opened.
    ///   - mostBytes: The length of the longest file to copy, holes included.
    /// - Returns: The length of the copy; `nil` when it could not be made, and a target that was created is gone again.
    package static func copy(
        _ path: String,
        to place: String,
        _ options: Options = [],
        mostBytes: Int64
    ) -> Int64? {
        let follow = options.contains(.following) ? 0 : O_NOFOLLOW
        let source = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | follow)
        guard source >= 0 else { return nil }
        defer { close(source) }
        var status = stat()
        guard fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int64(status.st_size) <= mostBytes else {
            return nil
        }
        let creation = options.contains(.creating) ? O_CREAT | O_EXCL : O_TRUNC
        let target = open(place, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | creation, 0o600)
        guard target >= 0 else { return nil }
        defer { close(target) }
        if copy(source, to: target, length: status.st_size) { return Int64(status.st_size) }
        if options.contains(.creating) { unlink(place) }
        return nil
    }

    private static func copy(_ source: Int32, to target: Int32, length: off_t) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var position: off_t = 0
        while position < length {
            let begin = lseek(source, position, data)
            // Nothing but a hole follows.
            if begin < 0, errno == ENXIO { break }
            // A file system without holes says that it knows of none.
            position = max(position, begin)
            let found = begin < 0 ? length : lseek(source, position, hole)
            let end = found < 0 ? length : min(found, length)
            if end <= position, begin >= length { break }
            while position < end {
                let count = pread(source, &buffer, min(buffer.count, Int(end - position)), position)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return false }
                // It has become shorter meanwhile.
                guard count > 0 else { return ftruncate(target, position) == 0 }
                guard write(buffer[..<count], to: target, at: position) else { return false }
                position += off_t(count)
            }
        }
        return ftruncate(target, length) == 0
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to target: Int32, at position: off_t) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes {
                pwrite(target, $0.baseAddress?.advanced(by: offset), $0.count - offset, position + off_t(offset))
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            offset += written
        }
        return true
    }
}
