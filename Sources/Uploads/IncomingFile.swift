internal import Dispatch
internal import Glibc
internal import Hashing
internal import Media
internal import SystemReasons

/// A file that is arriving: its bytes go to the disk and into a hash as they come.
///
/// The file is deleted with the last reference. `@unchecked`, since one task writes it, and waits for each piece to be written.
package final class IncomingFile: @unchecked Sendable {
    /// Where it is until it is complete.
    let path: String
    private let descriptor: Int32
    private let limits: FileShelf.Limits
    private var nextCheck: Int64 = 0
    private var hash: SHA256?
    /// How many bytes have arrived.
    package private(set) var sizeBytes: Int64 = 0
    private var head: [UInt8] = []

    /// Creates an empty file.
    ///
    /// - Parameters:
    ///   - path: Where; there must be no file yet.
    ///   - limits: How long it may become, and how much of the disk stays free.
    /// - Throws: ``UploadError``.
    init(path: String, limits: FileShelf.Limits) throws {
        self.path = path
        self.limits = limits
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        hash = try SHA256()
        guard descriptor >= 0 else { throw Self.failure("create", path) }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(path)
        }
    }

    /// Adds bytes.
    ///
    /// - Parameter bytes: The next bytes of the file.
    /// - Throws: ``UploadError`` with `tooLarge`, or `noRoom` when the disk is full.
    package func write(_ bytes: [UInt8]) async throws {
        try await Self.onDisk { try self.writeNow(bytes) }
    }

    private func writeNow(_ bytes: [UInt8]) throws {
        guard sizeBytes + Int64(bytes.count) <= limits.fileBytes else {
            throw UploadError(.tooLarge, "the file has more than \(limits.fileBytes >> 20) MiB")
        }
        if sizeBytes >= nextCheck {
            nextCheck = sizeBytes + 8 << 20
            var disk = statvfs()
            if fstatvfs(descriptor, &disk) == 0, Int64(disk.f_bavail) * Int64(disk.f_frsize) < limits.freeBytes {
                throw UploadError(.noRoom, "less than \(limits.freeBytes >> 20) MiB of the disk are free")
            }
        }
        if head.count < ContentType.examinedBytes { head += bytes.prefix(ContentType.examinedBytes - head.count) }
        try hash?.update(bytes.span)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("write", path) }
            written += count
        }
        sizeBytes += Int64(bytes.count)
    }

    /// Ends the file.
    ///
    /// - Returns: SHA-256 of its bytes in hex, and its media type.
    /// - Throws: ``UploadError`` when it cannot be synchronized with the disk.
    func finish() async throws -> (sha256: String, contentType: String) {
        try await Self.onDisk {
            guard let hash = self.hash.take(), fdatasync(self.descriptor) == 0 else {
                throw Self.failure("write", self.path)
            }
            return (try hash.finalize().hex, ContentType.name(of: self.head))
        }
    }

    /// Removes the name of the file, because its bytes have another one or were refused.
    func forget() { unlink(path) }

    /// Does work that waits for the disk where no other task has to wait with it.
    private static func onDisk<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }

    private static let queue = DispatchQueue(label: "Uploads", attributes: .concurrent)

    static func failure(_ action: String, _ path: String) -> UploadError {
        let number = errno
        let code: UploadError.Code = number == ENOSPC || number == EDQUOT ? .noRoom : .unusable
        return UploadError(code, "cannot \(action) '\(path)': \(SystemReason.text(number))")
    }
}
