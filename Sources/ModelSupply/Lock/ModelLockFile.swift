package import ErrorReporting
internal import FoundationEssentials
internal import Glibc

/// The file `runner.lock` in a registry's folder.
package struct ModelLockFile: Sendable, Hashable {
    /// The name of the file.
    package static let name = "runner.lock"
    /// More than thousands of models need.
    private static let mostBytes = 64 << 20

    /// The registry's folder.
    package let folder: String
    /// The file.
    package var path: String { "\(folder)/\(Self.name)" }

    /// Uses the lock of a registry.
    ///
    /// - Parameter folder: The registry's folder.
    package init(folder: String) {
        self.folder = folder
    }

    /// Reads the lock.
    ///
    /// - Returns: What it says; `nil` when there is none.
    /// - Throws: ``RunnerError`` with `configuration` when it cannot be read or understood.
    package func read() throws(RunnerError) -> ModelLock? {
        guard let bytes = try bytes() else { return nil }
        return try ModelLock(parsing: bytes, path: path)
    }

    /// Reads what the lock says of one model.
    ///
    /// - Parameter name: The name of the model's directory.
    /// - Returns: The entry; `nil` when there is none.
    /// - Throws: ``RunnerError`` with `configuration` when the lock cannot be read or understood.
    package func entry(of name: String) throws(RunnerError) -> ModelLock.Entry? {
        guard let bytes = try bytes() else { return nil }
        return try ModelLock.entry(of: name, in: bytes, path: path)
    }

    private func bytes() throws(RunnerError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0, errno == ENOENT || errno == ENOTDIR { return nil }
        guard descriptor >= 0 else { throw failure("cannot be read", errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.mostBytes
        else {
            throw RunnerError(
                .configuration,
                "the lock '\(path)' is not a file of at most \(Self.mostBytes >> 20) MiB",
                help: "take it from version control or a backup"
            )
        }
        let size = Int(status.st_size)
        var bytes = [UInt8](repeating: 0, count: size)
        var filled = 0
        while filled < size {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, size - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("cannot be read", errno) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    /// Does something while no other process changes the registry.
    ///
    /// - Parameter body: What to do; gets the lock as it is.
    /// - Returns: What `body` returns.
    /// - Throws: ``RunnerError`` when the registry or its lock cannot be used, or what `body` throws.
    package func whileAlone<Result>(_ body: (ModelLock) throws -> Result) throws -> Result {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot be opened", errno) }
        defer { close(descriptor) }
        // Others hold it for milliseconds only: nothing is fetched and nobody is asked meanwhile.
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure("cannot be locked", errno) }
        }
        removeLeftovers()
        return try body(try read() ?? ModelLock())
    }

    private var partialPrefix: String { ".\(Self.name)-" }

    /// Removes what a process that was killed while it wrote has left; nobody else writes now.
    private func removeLeftovers() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix(partialPrefix) { unlink("\(folder)/\(name)") }
    }

    /// Replaces the file, whole or not at all; only within ``whileAlone(_:)``.
    ///
    /// - Parameter lock: What it is to say.
    /// - Throws: ``RunnerError`` with `cannot-write`.
    func write(_ lock: ModelLock) throws {
        let bytes = try lock.encoded()
        let partial = "\(folder)/\(partialPrefix)\(getpid())"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw failure("cannot be written", errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                unlink(partial)
                throw failure("cannot be written", code)
            }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0, rename(partial, path) == 0 else {
            let code = errno
            unlink(partial)
            throw failure("cannot be written", code)
        }
    }

    private func failure(_ what: String, _ code: Int32) -> RunnerError {
        RunnerError(
            what == "cannot be written" ? .cannotWrite : .configuration,
            "the lock '\(path)' \(what): \(String(cString: strerror(code)))",
            help: "check the permissions of '\(folder)'"
        )
    }
}
