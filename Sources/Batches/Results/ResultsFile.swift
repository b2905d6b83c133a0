internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import SystemReasons

/// The results of a batch as JSON lines, one a row; of several lines about a row, the last counts.
///
/// A line is written with one call and synchronized before the next row begins, so that a killed process leaves complete lines. What a power failure
/// may have left of a line is removed when the file is opened. At the end the file is replaced in one step by the lines of all
/// rows, in their order.
package struct ResultsFile: Sendable {
    /// The file.
    package let path: String

    /// Opens the file, and creates it when there is none.
    ///
    /// - Parameter path: The file.
    /// - Throws: `RunnerError` with `cannot-write`, also when the file contains something other than results.
    package init(opening path: String) throws {
        self.path = path
        try withLock { descriptor in
            guard let bytes = FileManager.default.contents(atPath: path), !bytes.isEmpty else { return }
            let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            let first = [UInt8](bytes[..<(bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count)])
            // A torn first line begins like any other.
            let isOurs =
                end == 0 ? bytes.starts(with: Array("{".utf8)) : (try? JSONValue(parsing: first))?["row"] != nil
            guard isOurs else {
                throw RunnerError(
                    .cannotWrite,
                    "'\(path)' exists but does not contain the results of a batch",
                    help: "choose another file with --results"
                )
            }
            if end < bytes.count, ftruncate(descriptor, off_t(end)) != 0 { throw failure(SystemReason.text()) }
        }
    }

    /// Adds the result of a row; on return it is on disk.
    ///
    /// - Parameter result: The result.
    /// - Throws: `RunnerError` with `cannot-write`.
    package func append(_ result: RowResult) throws {
        try withLock { descriptor in
            try write(Array((result.json.printableText + "\n").utf8), to: descriptor)
            guard fdatasync(descriptor) == 0 || errno == EINVAL else { throw failure(SystemReason.text()) }
        }
    }

    /// Replaces the file by the results of all rows, all at once.
    ///
    /// - Parameter results: The results in the order of the rows.
    /// - Throws: `RunnerError` with `cannot-write`; the file is as it was then.
    package func replace(_ results: some Sequence<RowResult>) throws {
        let temporary = "\(path).\(UInt32.random(in: .min ... .max)).partial"
        try withLock { _ in
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw failure(SystemReason.text()) }
            defer { close(descriptor) }
            do {
                var waiting: [UInt8] = []
                for result in results {
                    waiting += Array((result.json.printableText + "\n").utf8)
                    if waiting.count > 1 << 16 {
                        try write(waiting, to: descriptor)
                        waiting.removeAll(keepingCapacity: true)
                    }
                }
                try write(waiting, to: descriptor)
                guard fsync(descriptor) == 0 || errno == EINVAL, rename(temporary, path) == 0 else {
                    throw failure(SystemReason.text())
                }
            } catch {
                unlink(temporary)
                throw error
            }
        }
    }

    /// Does something with the file while no other command does.
    private func withLock(_ body: (Int32) throws -> Void) throws {
        while true {
            let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
            guard descriptor >= 0 else { throw failure(SystemReason.text()) }
            defer { close(descriptor) }
            var (opened, named) = (stat(), stat())
            guard fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT == S_IFREG else {
                throw failure("it is not a file")
            }
            while flock(descriptor, LOCK_EX) != 0 {
                guard errno == EINTR else { throw failure(SystemReason.text()) }
            }
            // Another command may have replaced the file meanwhile.
            guard stat(path, &named) == 0, named.st_ino == opened.st_ino, named.st_dev == opened.st_dev else {
                continue
            }
            return try body(descriptor)
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(SystemReason.text()) }
            rest = rest.dropFirst(count)
        }
    }

    private func failure(_ reason: String) -> RunnerError {
        RunnerError(
            .cannotWrite,
            "the results cannot be written to '\(path)': \(reason)",
            help:
                "choose another file with --results; the progress of the batch is recorded; run the same command again to continue"
        )
    }
}
