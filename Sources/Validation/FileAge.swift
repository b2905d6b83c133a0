internal import Glibc

/// Which of several files was there first, so that a clash is reported on the one that came last.
enum FileAge {
    /// Sorts files by the time of their last change, those of the same second by path.
    ///
    /// - Parameters:
    ///   - files: The files.
    ///   - path: Gives the path of one.
    /// - Returns: The same files, the oldest first.
    static func oldestFirst<File>(_ files: [File], _ path: (File) -> String) -> [File] {
        files.map { file -> (time: Int, path: String, file: File) in
            var status = stat()
            let name = path(file)
            return (stat(name, &status) == 0 ? status.st_mtim.tv_sec : 0, name, file)
        }.sorted { ($0.time, $0.path) < ($1.time, $1.path) }.map(\.file)
    }
}
