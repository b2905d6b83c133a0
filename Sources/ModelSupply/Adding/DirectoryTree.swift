internal import ErrorReporting
internal import Glibc

/// A local directory as a source; hidden files are left out, and links are not followed.
struct DirectoryTree: SourceTree {
    let entries: [SourceEntry]
    let revision: String? = nil
    private let directory: String

    /// Lists a directory.
    ///
    /// - Parameter directory: Its path.
    /// - Throws: `RunnerError` with `invalid-input` if it cannot be read or is too large.
    init(_ directory: String) throws(RunnerError) {
        self.directory = directory
        do throws(DirectoryWalk.Problem) {
            let walk = DirectoryWalk(directory: directory, mostEntries: SourceLimits.entries)
            entries = try walk.entries().map { entry in
                let kind: SourceEntry.Kind =
                    switch entry.kind {
                    case S_IFREG: .file
                    case S_IFLNK: .other("a symbolic link")
                    default: .other("not a regular file")
                    }
                return SourceEntry(path: entry.path, reference: entry.path, kind: kind, byteCount: entry.byteCount)
            }
        } catch {
            throw error.error(
                .invalidInput,
                in: directory,
                mostEntries: SourceLimits.entries,
                help: "use the model's own directory"
            )
        }
    }

    func read(_ entries: [SourceEntry]) async throws -> [[UInt8]] {
        try entries.map { entry in
            let path = "\(directory)/\(entry.path)"
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.unreadable(path) }
            defer { close(descriptor) }
            // One byte more than listed, to notice a file that has grown.
            var bytes = [UInt8](repeating: 0, count: entry.byteCount + 1)
            var filled = 0
            while filled < bytes.count {
                let count = bytes.withUnsafeMutableBytes { buffer in
                    Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
                }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Self.unreadable(path) }
                if count == 0 { break }
                filled += count
            }
            guard filled == entry.byteCount else {
                throw RunnerError(
                    .invalidInput,
                    "the file '\(path)' changed while it was being read",
                    help: "try again"
                )
            }
            return Array(bytes[..<filled])
        }
    }

    private static func unreadable(_ path: String) -> RunnerError {
        RunnerError(.invalidInput, "'\(path)' cannot be read", help: "check its permissions")
    }
}
