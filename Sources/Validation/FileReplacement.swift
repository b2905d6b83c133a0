import Glibc

/// Replaces a file's content so that a reader sees the old or the new one, never a part.
enum FileReplacement {
    /// Replaces the content of a file that has not changed since it was read.
    ///
    /// The new content is written beside the file, synchronized and renamed. A symbolic link stays; the file that it leads to is replaced.
    /// Permissions are kept.
    ///
    /// - Parameters:
    ///   - path: The file, or a link to it.
    ///   - old: What was read from it.
    ///   - new: The new content.
    /// - Throws: ``FixFailure``; the file is as it was then.
    static func replace(_ path: String, _ old: [UInt8], with new: [UInt8]) throws(FixFailure) {
        guard let resolved = realpath(path, nil) else { throw FixFailure(path, errno) }
        defer { free(resolved) }
        let target = String(cString: resolved)
        var status = stat()
        guard stat(target, &status) == 0 else { throw FixFailure(path, errno) }
        // Renaming needs no right to write to the file, and the superuser has every right: ask what the owner wants.
        guard status.st_mode & 0o222 != 0, access(target, W_OK) == 0 else {
            throw FixFailure(path, "the file is read-only", help: "make it writable, or fix it by hand: see --diff")
        }
        try write(new, to: target, status, path) { () throws(FixFailure) in
            guard try content(of: target, upTo: old.count, path) == old else {
                throw FixFailure(path, "the file changed in the meantime", help: "run the command again")
            }
        }
    }

    private static func write(
        _ bytes: [UInt8],
        to target: String,
        _ status: stat,
        _ path: String,
        check: () throws(FixFailure) -> Void
    ) throws(FixFailure) {
        let directory = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "./"
        var template = Array("\(directory).inf.yml.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw FixFailure(path, errno) }
        var isRenamed = false
        defer {
            close(descriptor)
            if !isRenamed { unlink(template) }
        }
        // The owner is kept where we may; a user who can write to the directory but cannot change owners becomes the owner, as with
        // any editor that saves by renaming.
        _ = fchown(descriptor, status.st_uid, status.st_gid)
        guard fchmod(descriptor, status.st_mode & 0o7777) == 0 else { throw FixFailure(path, errno) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw FixFailure(path, errno) }
            rest = rest.dropFirst(max(0, count))
        }
        guard fsync(descriptor) == 0 else { throw FixFailure(path, errno) }
        try check()
        guard rename(template, target) == 0 else { throw FixFailure(path, errno) }
        isRenamed = true
        synchronize(directory)
    }

    /// Makes the new name durable, if the file system supports it.
    private static func synchronize(_ directory: String) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Reads a file up to one byte more than is expected.
    private static func content(of target: String, upTo size: Int, _ path: String) throws(FixFailure) -> [UInt8] {
        let descriptor = open(target, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw FixFailure(path, errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: size + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                let free = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return read(descriptor, free.baseAddress, free.count)
            }
            if count == 0 { break }
            guard count > 0 || errno == EINTR else { throw FixFailure(path, errno) }
            filled += max(0, count)
        }
        bytes.removeSubrange(filled...)
        return bytes
    }
}

/// Why a file was not fixed.
package struct FixFailure: Error, Sendable {
    /// The file as the user named it.
    package let path: String
    /// The reason, one phrase.
    package let reason: String
    /// What to do.
    package let help: String

    init(_ path: String, _ reason: String, help: String) {
        self.path = path
        self.reason = reason
        self.help = help
    }

    init(_ path: String, _ code: Int32) {
        self.init(
            path,
            SystemFailure(code: code).reason,
            help: "check the permissions of its directory; the file was not changed"
        )
    }
}
