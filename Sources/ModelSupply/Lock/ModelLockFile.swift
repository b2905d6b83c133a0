internal import Diagnostics
package import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import SystemReasons

/// The file `runner.lock` in a registry's directory.
package struct ModelLockFile: Sendable, Hashable {
    /// The name of the file.
    package static let name = "runner.lock"
    /// More than thousands of models need.
    private static let mostBytes = 64 << 20

    /// The registry's directory.
    package let registry: String
    /// The file.
    package var path: String { "\(registry)/\(Self.name)" }

    /// Uses the lock of a registry.
    ///
    /// - Parameter registry: The registry's directory.
    package init(registry: String) {
        self.registry = registry
    }

    /// Reads the lock.
    ///
    /// - Returns: Its content; `nil` if there is none.
    /// - Throws: `RunnerError` with `configuration` if it cannot be read.
    package func read() throws(RunnerError) -> ModelLock? {
        guard let bytes = try bytes() else { return nil }
        return try ModelLock(parsing: bytes, path: path)
    }

    /// Reads the entry of one model.
    ///
    /// - Parameter name: The name of the model's directory.
    /// - Returns: The entry; `nil` if there is none.
    /// - Throws: `RunnerError` with `configuration` if the lock cannot be read.
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
                "the lock '\(path)' is not a regular file of at most \(Self.mostBytes >> 20) MiB",
                help: "restore it from version control or a backup"
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
    /// - Parameters:
    ///   - patience: How long to wait for another process that changes it.
    ///   - body: What to do; gets the lock as it is.
    /// - Returns: What `body` returns.
    /// - Throws: `RunnerError`: `registry-locked` if another process does not finish in time, `configuration` if the registry
    ///   or its lock cannot be used; `CancellationError`; or what `body` throws.
    package func whileAlone<Result>(
        patience: Duration = DirectoryLock.patience,
        _ body: (ModelLock) throws -> Result
    ) throws -> Result {
        let held: DirectoryLock
        do {
            held = try DirectoryLock(registry, patience: patience)
        } catch DirectoryLock.Failure.system(let what, let code) {
            throw failure(what, code)
        } catch DirectoryLock.Failure.held(let holder) {
            throw locked(by: holder)
        }
        defer { held.release() }
        removeLeftovers()
        return try body(try read() ?? ModelLock())
    }

    private func locked(by holder: LockHolder?) -> RunnerError {
        let name = holder.map { "process \($0.process)\($0.command.isEmpty ? "" : " (\(printable($0.command)))")" }
        return RunnerError(
            RunnerError.Code("registry-locked", exitStatus: .unfinished),
            "the registry '\(registry)' is locked by \(name ?? "another process")",
            help: holder.map { "wait for it to finish, or stop it: kill \($0.process)" }
                ?? "wait for the other process to finish, then try again"
        )
    }

    private var partialPrefix: String { ".\(Self.name)-" }

    /// Removes the files of processes that were killed while they wrote; no other process writes now.
    private func removeLeftovers() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: registry)) ?? []
        where name.hasPrefix(partialPrefix) { unlink("\(registry)/\(name)") }
    }

    /// Replaces the file as a whole; only within ``whileAlone(patience:_:)``.
    ///
    /// - Parameter lock: Its new content.
    /// - Throws: `RunnerError` with `cannot-write`.
    func write(_ lock: ModelLock) throws {
        let bytes = try lock.encoded()
        let partial = "\(registry)/\(partialPrefix)\(getpid())"
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
            "the lock '\(path)' \(what): \(SystemReason.text(code))",
            help: "check the permissions of '\(registry)'"
        )
    }
}
