internal import Glibc
internal import InferenceKit

/// The file that a download fills, with its progress.
///
/// One transfer at a time writes to it, on the loop's thread; hence `@unchecked Sendable`.
final class FileWriter: @unchecked Sendable {
    typealias Progress = @Sendable (DownloadProgress) -> Void

    /// Between two calls of the progress function.
    private static let interval: Duration = .milliseconds(250)

    /// The bytes in the file, once an answer has begun.
    var byteCount: Int64 { progress.receivedBytes }

    /// What is there and is asked to be continued; `nil` for a download from the start.
    let part: (version: FileVersion, offset: Int64)?

    private let descriptor: Int32
    private let path: String
    private let report: Progress
    private var progress = DownloadProgress(receivedBytes: 0)
    /// How many bytes of a part have yet to come; `nil` for a whole file.
    private var missing: Int64?
    private var lastCall: ContinuousClock.Instant?

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: The file, created when it is not there; it is emptied at once unless there is a beginning to continue.
    ///   - version: What the file holds the beginning of.
    ///   - progress: Called with the bytes written and the length declared.
    /// - Throws: ``TransportError`` with the code `file`.
    init(_ path: String, continuing version: FileVersion?, progress: @escaping Progress) throws(TransportError) {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (version == nil ? O_TRUNC : 0)
        let descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else { throw .file("write", path) }
        self.descriptor = descriptor
        self.path = path
        report = progress
        let offset = byteCountOfFile(descriptor)
        if let version, let offset, offset > 0, offset < version.totalBytes {
            part = (version, offset)
        } else {
            part = nil
            if version != nil, offset != nil, ftruncate(descriptor, 0) != 0 { throw .file("write", path) }
        }
    }

    deinit {
        close(descriptor)
    }

    /// Prepares for the content of a successful answer, once its head is complete.
    ///
    /// - Parameters:
    ///   - head: The head of the answer.
    ///   - address: Where it came from, for the error.
    ///   - asksForParts: Whether the caller has asked for a part itself, and so expects one.
    /// - Throws: ``TransportError``: `range-mismatch` when the content does not belong to the file, which is left alone then;
    ///   `file`.
    func begin(_ head: ResponseHead, from address: Address, asksForParts: Bool) throws(TransportError) {
        let start: DownloadStart =
            asksForParts ? .whole(nil, totalBytes: head.contentLength) : DownloadStart(head, continuing: part)
        switch start {
        case .mismatch(let what):
            throw TransportError(.rangeMismatch, "\(address) sent \(what)", mayHaveReachedServer: true)
        case .rest(let version, let count):
            guard let part else { return }
            missing = count
            progress = DownloadProgress(
                receivedBytes: part.offset,
                totalBytes: version.totalBytes,
                version: version
            )
            tell()
            guard lseek(descriptor, off_t(part.offset), SEEK_SET) >= 0 else { throw .file("write", path) }
        case .whole(let version, let total):
            missing = nil
            progress = DownloadProgress(receivedBytes: 0, totalBytes: total, version: version)
            // Before the write, so that the recorded version is never older than the file's.
            tell()
            guard part == nil || ftruncate(descriptor, 0) == 0 else { throw .file("write", path) }
        }
    }

    /// Appends bytes.
    ///
    /// - Parameter bytes: What arrived.
    /// - Throws: ``TransportError``: `file`, such as for a full disk; `range-mismatch` when more arrives than a part holds.
    func append(_ bytes: UnsafeRawBufferPointer) throws(TransportError) {
        if let missing {
            guard bytes.count <= missing else {
                throw TransportError(.rangeMismatch, "more arrived than was declared", mayHaveReachedServer: true)
            }
            self.missing = missing - Int64(bytes.count)
        }
        var rest = bytes
        while !rest.isEmpty {
            let count = write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file("write", path) }
            progress.receivedBytes += Int64(count)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        if let lastCall, ContinuousClock.now - lastCall < Self.interval { return }
        tell()
    }

    /// Signals that everything has arrived.
    ///
    /// - Throws: ``TransportError`` with `connection-lost` when a part was shorter than declared.
    func finish() throws(TransportError) {
        tell()
        if let missing, missing > 0 {
            throw TransportError(.connectionLost, "\(missing) bytes did not arrive", mayHaveReachedServer: true)
        }
    }

    private func tell() {
        lastCall = ContinuousClock.now
        report(progress)
    }
}

/// The length of a regular file; `nil` for anything else, such as a device.
private func byteCountOfFile(_ descriptor: Int32) -> Int64? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int64(status.st_size)
}
