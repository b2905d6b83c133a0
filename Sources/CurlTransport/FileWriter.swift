internal import Glibc
internal import InferenceKit

/// The file that a download fills, and the one who is told how far it is.
///
/// One transfer at a time writes to it, on the loop's thread; hence `@unchecked Sendable`.
final class FileWriter: @unchecked Sendable {
    typealias Progress = @Sendable (_ receivedBytes: Int64, _ totalBytes: Int64?) -> Void

    /// Between two calls of the progress function.
    private static let interval: Duration = .milliseconds(250)

    /// The bytes written so far.
    private(set) var byteCount: Int64 = 0

    private let descriptor: Int32
    private let path: String
    private let progress: Progress
    private var lastCall: ContinuousClock.Instant?

    /// Creates or truncates a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - progress: Called with the bytes written and the length declared.
    /// - Throws: ``TransportError`` with the code `file`.
    init(_ path: String, progress: @escaping Progress) throws(TransportError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        self.path = path
        self.progress = progress
        guard descriptor >= 0 else { throw .file("write", path) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Appends bytes.
    ///
    /// - Parameters:
    ///   - bytes: What arrived.
    ///   - total: The length declared, for the progress function.
    /// - Throws: ``TransportError`` with the code `file`, such as for a full disk.
    func append(_ bytes: UnsafeRawBufferPointer, total: Int64?) throws(TransportError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file("write", path) }
            byteCount += Int64(count)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        let now = ContinuousClock.now
        if let lastCall, now - lastCall < Self.interval { return }
        lastCall = now
        progress(byteCount, total)
    }

    /// Tells that everything has arrived.
    func finish(total: Int64?) {
        progress(byteCount, total)
    }
}
