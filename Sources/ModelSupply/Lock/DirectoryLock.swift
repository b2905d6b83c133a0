internal import Glibc

/// A lock on a directory between processes; the system releases it when its holder dies.
struct DirectoryLock: Sendable {
    /// Others hold a lock for milliseconds, since nothing is fetched and no one is asked meanwhile.
    static let patience = Duration.seconds(10)

    private let descriptor: Int32

    /// Takes the lock, and waits a limited time for another process that holds it.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - patience: How long to wait.
    /// - Throws: ``Failure``, or `CancellationError`.
    init(_ path: String, patience: Duration = Self.patience) throws {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.system("cannot be opened", errno) }
        let deadline = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let reason = errno
            guard reason == EWOULDBLOCK || reason == EINTR else {
                close(descriptor)
                throw Failure.system("cannot be locked", reason)
            }
            guard ContinuousClock.now < deadline, !Task.isCancelled else {
                let holder = LockHolder(of: descriptor)
                close(descriptor)
                try Task.checkCancellation()
                throw Failure.held(by: holder)
            }
            usleep(20_000)
        }
    }

    /// Releases the lock.
    func release() {
        close(descriptor)
    }

    /// Why the lock was not taken.
    enum Failure: Error {
        /// The system refused; what it refused, and its error number.
        case system(String, Int32)
        /// Another process held it for the whole time; `nil` if the system does not say which.
        case held(by: LockHolder?)
    }
}

/// The process that holds a lock.
struct LockHolder: Sendable, Hashable {
    /// Its id.
    let process: Int32
    /// Its command, such as `runner add`; empty if that cannot be read.
    let command: String

    /// Asks the system.
    ///
    /// Gives `nil` if it does not say, such as for a process of another container.
    ///
    /// - Parameter descriptor: An open descriptor of the locked directory.
    init?(of descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, let locks = LockHolder.text("/proc/locks") else { return nil }
        self.init(locks: locks, inode: UInt64(status.st_ino))
    }

    /// Reads the system's list of locks.
    ///
    /// - Parameters:
    ///   - locks: Lines such as `1: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF`.
    ///   - inode: The number of the locked directory.
    init?(locks: String, inode: UInt64) {
        let holder = locks.split(separator: "\n").lazy.compactMap { line -> Int32? in
            let fields = line.split(separator: " ")
            guard fields.count >= 6, fields[1] == "FLOCK", fields[5].split(separator: ":").last == "\(inode)" else {
                return nil
            }
            return Int32(fields[4]).flatMap { $0 > 0 ? $0 : nil }
        }.first
        guard let holder else { return nil }
        process = holder
        let words = (Self.text("/proc/\(holder)/cmdline") ?? "").split(separator: "\0").prefix(2)
        command = words.enumerated().map { $0 == 0 ? lastPart(String($1)) : String($1) }.joined(separator: " ")
    }

    /// Reads a file that the kernel makes, whose length is not known.
    private static func text(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
