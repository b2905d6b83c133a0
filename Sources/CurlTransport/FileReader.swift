internal import Glibc
internal import InferenceKit
internal import SystemReasons

/// The file that a request sends, read piece by piece.
final class FileReader {
    /// The length when the file was opened, which the request declares.
    let byteCount: Int64

    typealias Progress = @Sendable (_ sentBytes: Int64, _ totalBytes: Int64) -> Void

    /// Between two calls of the progress function.
    private static let interval: Duration = .milliseconds(250)

    private let descriptor: Int32
    private let path: String
    private let progress: Progress?
    private var offset: Int64 = 0
    private var lastCall = ContinuousClock.now

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: A regular file, or a symbolic link to one.
    ///   - progress: Called with the bytes read so far and the length, at most a few times a second.
    /// - Throws: ``TransportError`` with the code `file`.
    init(_ path: String, progress: Progress? = nil) throws(TransportError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file("open", path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw TransportError(.file, "cannot send '\(path)': it is not a file", mayHaveReachedServer: false)
        }
        self.descriptor = descriptor
        self.path = path
        self.progress = progress
        byteCount = Int64(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// Reads the next bytes; fewer than declared is an error, since the server was promised them all.
    ///
    /// - Parameter buffer: Where the bytes go.
    /// - Returns: Their number, 0 at the end.
    /// - Throws: ``TransportError`` with the code `file`.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Int {
        let wanted = min(buffer.count, Int(clamping: byteCount - offset))
        if wanted == 0 { return 0 }
        let count = pread(descriptor, buffer.baseAddress, wanted, off_t(offset))
        guard count >= 0 else { throw .file("read", path) }
        guard count > 0 else {
            throw TransportError(.file, "'\(path)' became shorter while it was sent", mayHaveReachedServer: false)
        }
        offset += Int64(count)
        if let progress, ContinuousClock.now - lastCall >= Self.interval {
            lastCall = .now
            progress(offset, byteCount)
        }
        return count
    }

    /// Goes to a place, because libcurl sends the content once more.
    func seek(to offset: Int64) {
        self.offset = max(0, min(offset, byteCount))
    }
}

extension TransportError {
    /// The error of a file operation, with the system's reason.
    ///
    /// - Parameters:
    ///   - action: What was tried, an infinitive.
    ///   - path: The file.
    /// - Returns: An error with the code `file` that says nothing was sent; who knows better sets it.
    static func file(_ action: String, _ path: String) -> TransportError {
        TransportError(
            .file,
            "cannot \(action) '\(path)': \(SystemReason.text())",
            mayHaveReachedServer: false
        )
    }
}
