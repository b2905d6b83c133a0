internal import FoundationEssentials
internal import Glibc
internal import RunStore

/// The file of a store on disk.
enum StoreFile {
    /// Creates the file and its directory if they do not exist, so that only their owner can read them.
    ///
    /// SQLite gives the files beside it (`-wal`, `-shm`) the permissions of the file itself. An existing file keeps its own.
    ///
    /// - Parameter path: The file.
    /// - Throws: ``RunStoreError`` when the file cannot be created or opened.
    static func prepare(_ path: String) throws(RunStoreError) {
        try makeDirectory(directory(of: path), for: path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path, reason: errno) }
        var facts = stat()
        let isFile = fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
        close(descriptor)
        guard isFile else { throw .notAFile(path) }
    }

    /// Whether an existing file can only be read: it or its directory, where SQLite needs two more files, cannot be written.
    ///
    /// - Parameter path: The file.
    /// - Returns: Whether that is so; `false` when there is no file yet.
    static func isReadOnly(_ path: String) -> Bool {
        access(path, R_OK) == 0 && (access(path, W_OK) != 0 || access(directory(of: path), W_OK) != 0)
    }

    /// Copies a store that can only be read, with the log beside it.
    ///
    /// - Parameter path: The file.
    /// - Returns: A new directory that only its owner can read, and the path of the copy in it.
    /// - Throws: When a file cannot be read or there is no space for the copy.
    static func copy(_ path: String) throws -> (directory: String, path: String) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "runner-store-\(UUID().uuidString)").path
        guard mkdir(directory, 0o700) == 0 else { throw RunStoreError.cannotOpen(path, reason: errno) }
        let copy = "\(directory)/runs.sqlite"
        do {
            for suffix in ["", "-wal"] where access(path + suffix, F_OK) == 0 {
                let bytes = try Data(contentsOf: URL(filePath: path + suffix), options: .alwaysMapped)
                try bytes.write(to: URL(filePath: copy + suffix))
            }
        } catch {
            try? FileManager.default.removeItem(atPath: directory)
            throw error
        }
        return (directory, copy)
    }

    /// What is wrong with the permissions of a store: whoever can write it can change what a run has cost, or where it goes.
    ///
    /// - Parameter path: The file.
    /// - Returns: A warning with the command that fixes it; `nil` when only the owner can write the store.
    static func permissionWarning(_ path: String) -> String? {
        func isOpen(_ path: String, sticky: Bool) -> Bool {
            var facts = stat()
            guard stat(path, &facts) == 0, facts.st_mode & (S_IWGRP | S_IWOTH) != 0 else { return false }
            // In a sticky directory only the owner can rename or remove a file.
            return !sticky || facts.st_mode & S_ISVTX == 0
        }
        if isOpen(path, sticky: false) {
            return "other users can change the store of runs '\(path)'; fix it with: chmod 600 '\(path)'"
        }
        let directory = directory(of: path)
        guard isOpen(directory, sticky: true) else { return nil }
        return "other users can replace the store of runs in '\(directory)'; fix it with: chmod go-w '\(directory)'"
    }

    private static func directory(of path: String) -> String {
        guard let end = path.lastIndex(of: "/") else { return "." }
        return end == path.startIndex ? "/" : String(path[..<end])
    }

    private static func makeDirectory(_ directory: String, for path: String) throws(RunStoreError) {
        if mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let end = directory.lastIndex(of: "/"), end != directory.startIndex else {
            throw .cannotOpen(path, reason: errno)
        }
        try makeDirectory(String(directory[..<end]), for: path)
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw .cannotOpen(path, reason: errno) }
    }
}
