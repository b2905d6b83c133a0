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

    /// Returns what a path that begins with `~/` means to people; a shell does not replace the `~` everywhere.
    ///
    /// - Parameters:
    ///   - path: The path as it arrived.
    ///   - home: The home directory.
    /// - Returns: The path in the home directory; `nil` for other paths, and without an absolute home directory.
    package static func inHome(_ path: String, home: String?) -> String? {
        guard path == "~" || path.hasPrefix("~/"), let home, home.hasPrefix("/") else { return nil }
        return (home.hasSuffix("/") ? String(home.dropLast()) : home) + path.dropFirst()
    }
}
