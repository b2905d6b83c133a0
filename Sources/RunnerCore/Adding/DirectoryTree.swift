internal import FoundationEssentials
internal import Glibc

/// A folder of this machine as a source; what is hidden is left out, and links are not followed.
struct DirectoryTree: SourceTree {
    let entries: [SourceEntry]
    let revision: String? = nil
    private let folder: String

    /// Lists a folder.
    ///
    /// - Parameter folder: Its path.
    /// - Throws: ``RunnerError`` with `invalid-input` when it cannot be read, or holds too much.
    init(_ folder: String) throws(RunnerError) {
        self.folder = folder
        var entries: [SourceEntry] = []
        var folders = [""]
        while let inner = folders.popLast() {
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(inner)")
            } catch {
                throw Self.unreadable("\(folder)/\(inner)")
            }
            for name in names.sorted() where !name.hasPrefix(".") {
                let path = inner + name
                var status = stat()
                guard lstat("\(folder)/\(path)", &status) == 0 else { throw Self.unreadable("\(folder)/\(path)") }
                let kind: SourceEntry.Kind
                switch status.st_mode & S_IFMT {
                case S_IFDIR:
                    folders.append("\(path)/")
                    continue
                case S_IFREG: kind = .file
                case S_IFLNK: kind = .other("a symbolic link")
                default: kind = .other("no regular file")
                }
                entries.append(SourceEntry(path: path, reference: path, kind: kind, byteCount: Int(status.st_size)))
            }
            guard entries.count + folders.count <= SourceLimits.entries else {
                throw RunnerError(
                    .invalidInput,
                    "the directory '\(folder)' holds more than \(SourceLimits.entries) files",
                    help: "name the model's own directory"
                )
            }
        }
        self.entries = entries
    }

    func read(_ entries: [SourceEntry]) async throws -> [[UInt8]] {
        try entries.map { entry in
            let path = "\(folder)/\(entry.path)"
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.unreadable(path) }
            defer { close(descriptor) }
            // One byte more than was listed tells of a file that has grown.
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
                throw RunnerError(.invalidInput, "the file '\(path)' changed while it was read", help: "try again")
            }
            return Array(bytes[..<filled])
        }
    }

    private static func unreadable(_ path: String) -> RunnerError {
        RunnerError(.invalidInput, "'\(path)' cannot be read", help: "check its permissions")
    }
}
