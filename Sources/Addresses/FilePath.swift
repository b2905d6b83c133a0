import FoundationEssentials

/// Paths of files as text.
package enum FilePath {
    /// Returns an absolute path.
    ///
    /// - Parameters:
    ///   - path: An absolute path, or one relative to a directory.
    ///   - directory: The absolute path of that directory; by default the working directory.
    /// - Returns: The path itself if it is absolute.
    package static func absolute(
        _ path: String,
        in directory: @autoclosure () -> String = FileManager.default.currentDirectoryPath
    ) -> String {
        if path.hasPrefix("/") { return path }
        let directory = directory()
        return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
    }
}
