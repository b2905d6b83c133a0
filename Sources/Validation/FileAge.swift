internal import Glibc

/// Which of several files was there first, so that a clash is reported on the one that came last.
enum FileAge {
    /// Sorts files by the time at which they came into their repository, then those that are not in it by their last change, then by path.
    ///
    /// A checkout sets the times of all files at once, so the time of the last change says nothing about files of a repository.
    ///
    /// - Parameters:
    ///   - files: The files.
    ///   - additions: When files came into their repository, in seconds since 1970, by path.
    ///   - path: Gives the path of one.
    /// - Returns: The same files, the oldest first.
    static func oldestFirst<File>(_ files: [File], _ additions: [String: Int], _ path: (File) -> String) -> [File] {
        files.map { file -> (added: Int, changed: Int, path: String, file: File) in
            let name = path(file)
            if let added = additions[name] { return (added, 0, name, file) }
            var status = stat()
            return (.max, stat(name, &status) == 0 ? status.st_mtim.tv_sec : 0, name, file)
        }.sorted { ($0.added, $0.changed, $0.path) < ($1.added, $1.changed, $1.path) }.map(\.file)
    }
}
