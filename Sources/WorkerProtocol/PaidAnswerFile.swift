internal import FoundationEssentials
internal import Glibc
package import InferenceKit
internal import SystemReasons

/// A small file that holds the answer to a paid step, so that it outlives the runner, the worker and a full disk.
///
/// The runner reserves it before it lets the step begin. The worker writes the outcome of the step there before it reports it. The runner
/// removes the file when the outcome is on record, and reads it when a resumed run finds the step without an end.
///
/// The format is one line of JSON, ``Answer``, at the beginning of a file of ``byteCount`` bytes whose rest is zero. A file without a complete
/// line holds no answer.
package enum PaidAnswerFile {
    /// The length of a file: more than the longest result of a step and its error need.
    package static let byteCount = 128 << 10

    /// The outcome of a paid step.
    package struct Answer: Sendable, Hashable, Codable {
        /// The name of the run.
        package var run: String
        /// The end of the step.
        package var record: StepRecord
        /// The service's name for the work that the step started, when it is known.
        package var taskID: String?
        /// When it was written, in seconds since 1970-01-01T00:00:00Z.
        package var secondsSinceEpoch: Int64

        /// Describes an outcome.
        ///
        /// - Parameters:
        ///   - run: The name of the run.
        ///   - record: The end of the step.
        ///   - taskID: The service's name for the work that the step started.
        ///   - secondsSinceEpoch: When it was written.
        package init(run: String, record: StepRecord, taskID: String?, secondsSinceEpoch: Int64) {
            self.run = run
            self.record = record
            self.taskID = taskID
            self.secondsSinceEpoch = secondsSinceEpoch
        }
    }

    /// Why a file cannot be used.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The path of the file.
        package var path: String
        /// The `errno` of the call that failed.
        package var number: Int32
        /// One phrase.
        package var description: String { "'\(path)': \(SystemReason.text(number))" }
    }

    /// Creates an empty file with its space on disk, so that an answer can be written when the disk is full.
    ///
    /// - Parameter path: Where to create it; a file that is there is replaced by an empty one.
    /// - Throws: ``Failure``, such as `ENOSPC`; then nothing is left behind.
    package static func reserve(at path: String) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(path: path, number: errno) }
        defer { close(descriptor) }
        // Written and not only allocated: a file system may promise space that it does not have.
        let code = put([UInt8](repeating: 0, count: byteCount), into: descriptor)
        guard code == 0 else {
            unlink(path)
            throw Failure(path: path, number: code)
        }
    }

    /// Writes an answer in place and waits until it is on disk.
    ///
    /// - Parameters:
    ///   - answer: The outcome of the step.
    ///   - path: A reserved file.
    /// - Throws: ``Failure``; `EFBIG` for an answer that does not fit.
    package static func write(_ answer: Answer, to path: String) throws(Failure) {
        guard let line = try? messageLine(answer), line.count <= byteCount else {
            throw Failure(path: path, number: EFBIG)
        }
        let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(path: path, number: errno) }
        defer { close(descriptor) }
        let code = put(line, into: descriptor)
        guard code == 0 else { throw Failure(path: path, number: code) }
    }

    /// Reads the answer in a file.
    ///
    /// - Parameter path: A file that was reserved.
    /// - Returns: The answer; `nil` when there is no file, or no complete answer in it.
    package static func answer(at path: String) -> Answer? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var count = 0
        while count < bytes.count {
            let start = count
            let piece = bytes[start...].withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, off_t(start))
            }
            if piece < 0, errno == EINTR { continue }
            guard piece > 0 else { break }
            count += piece
        }
        guard let end = bytes[..<count].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        return try? JSONDecoder().decode(Answer.self, from: Data(bytes[..<end]))
    }

    /// Writes bytes at the beginning of a file and synchronizes it.
    ///
    /// - Returns: 0, or the `errno` of the call that failed.
    private static func put(_ bytes: [UInt8], into descriptor: Int32) -> Int32 {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : ENOSPC }
            offset += count
        }
        return fdatasync(descriptor) == 0 ? 0 : errno
    }
}
