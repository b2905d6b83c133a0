package import ErrorReporting
internal import FoundationEssentials
internal import Glibc

/// What the user has written down in `~/.config/runner/config.yml` instead of setting variables in every shell.
///
/// Each key stands for a variable of the environment, and the environment comes first.
package struct SettingsFile: Sendable, Hashable {
    /// A variable with its value, and the line that it is from.
    package struct Entry: Sendable, Hashable {
        /// The variable, such as `RUNNER_STATE`.
        package var variable: String
        /// Its value.
        package var value: String
        /// The line in the file, from 1.
        package var line: Int
        /// Whether the value must not be shown.
        package var isSecret = false
    }

    /// The keys that stand for one variable each, and whether a value that begins with `~/` is a path.
    static let keys: [String: (variable: String, isPath: Bool)] = [
        "state": ("RUNNER_STATE", true), "store": ("RUNNER_STORE", true), "cache": ("RUNNER_CACHE", true),
        "swiftc": ("RUNNER_SWIFTC", true),
        "max_cost_per_day": ("RUNNER_MAX_COST_PER_DAY", false), "staging": ("RUNNER_STAGING", false),
        "poll_interval": ("RUNNER_POLL_INTERVAL", false),
    ]
    /// The keys whose values are lists or mappings.
    static let others = ["registry", "endpoints", "secrets"]

    /// The path of the file.
    package let path: String
    /// What is in it, in its order.
    package let entries: [Entry]

    /// The path of the file: `RUNNER_CONFIG`, else `runner/config.yml` in `XDG_CONFIG_HOME` or `~/.config`.
    ///
    /// - Parameter environment: The environment.
    /// - Returns: `nil` when no place is known.
    package static func path(_ environment: [String: String]) -> String? {
        if let named = environment["RUNNER_CONFIG"], !named.isEmpty { return named }
        if let general = environment["XDG_CONFIG_HOME"], general.hasPrefix("/") {
            return "\(general)/runner/config.yml"
        }
        return environment["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.config/runner/config.yml" : nil }
    }

    /// Reads the file; `nil` when there is none.
    ///
    /// - Parameter environment: Says where the file and the user's home are.
    /// - Throws: `RunnerError` with `configuration` for a file that cannot be read or understood, that a variable names and
    ///   that does not exist, or that holds secrets and that others can read.
    package init?(_ environment: [String: String]) throws(RunnerError) {
        guard let path = Self.path(environment) else { return nil }
        guard access(path, F_OK) == 0 else {
            guard environment["RUNNER_CONFIG"] == path else { return nil }
            throw RunnerError(
                .configuration,
                "there is no file '\(path)', which RUNNER_CONFIG names",
                help: "create it, or unset RUNNER_CONFIG"
            )
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw RunnerError(.configuration, "'\(path)' cannot be read", help: "check its permissions")
        }
        self.path = path
        entries = try SettingsReader(path: path, home: environment["HOME"] ?? "").read([UInt8](bytes))
        guard entries.contains(where: \.isSecret) else { return }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw RunnerError(
                .configuration,
                "'\(path)' contains secrets, and other users can read it",
                help: "chmod 600 \(path)"
            )
        }
    }

    /// Sets every variable that the environment of this process does not have.
    ///
    /// - Returns: The variables that were set.
    @discardableResult
    package func apply() -> [Entry] {
        entries.filter { entry in
            guard getenv(entry.variable) == nil else { return false }
            return setenv(entry.variable, entry.value, 0) == 0
        }
    }
}
