internal import ErrorReporting
internal import Glibc

/// Everything in a directory, at any depth; symbolic links are listed and not followed.
struct DirectoryWalk: Sendable {
    /// A file, or something else that is not a directory.
    struct Entry: Sendable {
        /// Its path, relative to the directory.
        var path: String
        /// Its kind, such as `S_IFREG`; a directory only where the walk goes no deeper.
        var kind: mode_t
        /// Its size.
        var byteCount: Int
    }

    /// Why a walk ended early.
    enum Problem: Error {
        /// The file or directory at this path cannot be read.
        case unreadable(String)
        /// A name in the directory at this path is not UTF-8; it is the second value, repaired.
        case notText(String, name: String)
        /// There are more entries than allowed.
        case tooMany
    }

    /// The directory.
    let directory: String
    /// Whether hidden files and directories are listed.
    var includesHidden = false
    /// The most entries, including directories that are still to be read.
    var mostEntries = Int.max
    /// How many levels of directories are read.
    var deepest = Int.max

    /// Lists the entries.
    ///
    /// - Returns: Everything that is not a directory; the names in each directory are sorted.
    /// - Throws: ``Problem``.
    func entries() throws(Problem) -> [Entry] {
        var entries: [Entry] = []
        // Not recursive: directories may be nested more deeply than the stack is.
        var directories: [(path: String, depth: Int)] = [("", 0)]
        while let next = directories.popLast() {
            for name in try names(in: next.path) where includesHidden || !name.hasPrefix(".") {
                let path = next.path + name
                var status = stat()
                guard lstat("\(directory)/\(path)", &status) == 0 else { throw .unreadable("\(directory)/\(path)") }
                let kind = status.st_mode & S_IFMT
                if kind == S_IFDIR, next.depth < deepest {
                    directories.append(("\(path)/", next.depth + 1))
                } else {
                    entries.append(Entry(path: path, kind: kind, byteCount: Int(status.st_size)))
                }
                guard entries.count + directories.count <= mostEntries else { throw .tooMany }
            }
        }
        return entries
    }

    private func names(in inner: String) throws(Problem) -> [String] {
        let path = inner.isEmpty ? directory : "\(directory)/\(inner.dropLast())"
        guard let found = DirectoryNames(of: path) else { throw .unreadable(path) }
        if let name = found.unreadable.first(where: { includesHidden || !$0.hasPrefix(".") }) {
            throw .notText(path, name: name)
        }
        return found.names
    }
}

extension DirectoryWalk.Problem {
    /// The problem as an error with its remedy.
    ///
    /// - Parameters:
    ///   - code: The code of the error.
    ///   - directory: The directory that was listed.
    ///   - mostEntries: The most entries that were allowed.
    ///   - help: What to do about too many entries.
    /// - Returns: The error.
    func error(_ code: RunnerError.Code, in directory: String, mostEntries: Int, help: String) -> RunnerError {
        switch self {
        case .unreadable(let path): RunnerError(code, "'\(path)' cannot be read", help: "check its permissions")
        case .notText(let path, let name):
            RunnerError(code, "the name '\(name)' in '\(path)' is not UTF-8", help: "rename that file")
        case .tooMany: RunnerError(code, "the directory '\(directory)' has more than \(mostEntries) files", help: help)
        }
    }
}
