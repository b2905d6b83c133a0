internal import Addresses
internal import Glibc

/// The variables that name files and directories.
package enum PathVariables {
    /// Those with one path.
    private static let single = ["RUNNER_CACHE", "RUNNER_CONFIG", "RUNNER_STATE", "RUNNER_SWIFTC"]
    /// The one with several, separated by `:`.
    private static let list = "RUNNER_REGISTRY"

    /// Replaces a leading `~/` by the home directory, which shells do only in some places, and systemd and cron nowhere.
    ///
    /// Without this, a directory named `~` would be created.
    ///
    /// - Parameter environment: The environment.
    /// - Returns: The variables that change, with their new values.
    package static func replacements(in environment: [String: String]) -> [String: String] {
        let home = environment["HOME"]
        var changed: [String: String] = [:]
        for name in single { changed[name] = environment[name].flatMap { FilePath.inHome($0, home: home) } }
        if let paths = environment[list], paths.contains("~") {
            let replaced = paths.split(separator: ":", omittingEmptySubsequences: false)
                .map { FilePath.inHome(String($0), home: home) ?? String($0) }
                .joined(separator: ":")
            if replaced != paths { changed[list] = replaced }
        }
        return changed
    }

    /// Replaces them in the environment of this process.
    ///
    /// - Parameter environment: The environment.
    package static func replace(in environment: [String: String]) {
        for (name, value) in replacements(in: environment) { setenv(name, value, 1) }
    }
}
