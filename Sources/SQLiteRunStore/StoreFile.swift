internal import Glibc
internal import RunStore

/// The place of a store on disk.
enum StoreFile {
    /// Makes sure that the file is there and that only its owner may read it.
    ///
    /// SQLite gives the files beside it (`-wal`, `-shm`) the permissions of the file itself. What is there already keeps its own.
    ///
    /// - Parameter path: Where the store is.
    /// - Throws: ``RunStoreError`` when the file cannot be made or opened.
    static func prepare(_ path: String) throws(RunStoreError) {
        if let end = path.lastIndex(of: "/"), end != path.startIndex { try makeFolder(String(path[..<end]), for: path) }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path, reason: errno) }
        var facts = stat()
        let isFile = fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
        close(descriptor)
        guard isFile else { throw .notAFile(path) }
    }

    private static func makeFolder(_ folder: String, for path: String) throws(RunStoreError) {
        if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let end = folder.lastIndex(of: "/"), end != folder.startIndex else {
            throw .cannotOpen(path, reason: errno)
        }
        try makeFolder(String(folder[..<end]), for: path)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .cannotOpen(path, reason: errno) }
    }
}
