internal import Glibc

/// The directories in which programs are looked for.
///
/// Relative entries are ignored: with them, the working directory would decide which program runs.
package struct SearchPath: Sendable, Hashable {
    /// Absolute directories, in order.
    package let directories: [String]

    /// Reads the variable `PATH`.
    ///
    /// - Parameter environment: The environment that holds it.
    package init(environment: [String: String]) {
        directories = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }.map(String.init)
    }

    /// Finds a program.
    ///
    /// - Parameter name: Its name, without a directory.
    /// - Returns: The absolute path of the first executable file of that name; `nil` if there is none.
    package func program(named name: String) -> String? {
        directories.lazy.map { "\($0)/\(name)" }.first(where: Self.isProgram)
    }

    /// Whether a path leads to a regular file that this user can execute.
    ///
    /// - Parameter path: Any path.
    /// - Returns: Whether it can be started as a program.
    package static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
