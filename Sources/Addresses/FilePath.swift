/// Paths of files as text.
package enum FilePath {
    /// Returns an absolute path.
    ///
    /// - Parameters:
    ///   - path: An absolute path, or one relative to a directory.
    ///   - directory: The absolute path of that directory.
    /// - Returns: The path itself if it is absolute.
    package static func absolute(_ path: String, in directory: String) -> String {
        if path.hasPrefix("/") { return path }
        return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
    }
}
