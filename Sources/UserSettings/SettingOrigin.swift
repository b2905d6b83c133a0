internal import Addresses

/// A variable that is in force, and where it comes from; what `runner doctor` shows.
package struct SettingOrigin: Sendable, Hashable {
    /// The variables that this program itself reads.
    private static let names = [
        "RUNNER_ACCOUNT", "RUNNER_CACHE", "RUNNER_CONFIG", "RUNNER_FILES", "RUNNER_MAX_COST_PER_DAY",
        "RUNNER_POLL_INTERVAL", "RUNNER_REGISTRY", "RUNNER_SLOTS", "RUNNER_STAGING", "RUNNER_STATE", "RUNNER_STORE",
        "RUNNER_SUBMISSIONS_PER_MINUTE", "RUNNER_SWIFTC",
    ]

    /// The variable.
    package let variable: String
    /// Its value; `nil` for a secret.
    package let value: String?
    /// Where it comes from: `the environment`, or a file with a line.
    package let origin: String

    /// Finds out what is in force.
    ///
    /// - Parameters:
    ///   - environment: The environment, with the settings of the file.
    ///   - file: The file; `nil` when there is none.
    ///   - applied: The entries of the file that the environment did not have.
    /// - Returns: Every setting, by name.
    package static func all(
        _ environment: [String: String],
        _ file: SettingsFile?,
        applied: [SettingsFile.Entry]
    ) -> [SettingOrigin] {
        let fromFile = Dictionary(applied.map { ($0.variable, $0) }) { first, _ in first }
        let endpoints = environment.keys.filter { $0.hasSuffix("_ENDPOINT") }
        let inFile = file?.entries.map(\.variable) ?? []
        return Set(names + endpoints + inFile).sorted().compactMap { name in
            guard let value = environment[name], !value.isEmpty else { return nil }
            let entry = fromFile[name]
            let isSecret = entry?.isSecret ?? file?.entries.first { $0.variable == name }?.isSecret ?? false
            // What follows the question mark of a bucket's address can be a signature.
            let shown = AddressPassword.removed(from: value).prefix { $0 != "?" }
            return SettingOrigin(
                variable: name,
                value: isSecret ? nil : String(shown),
                origin: entry.map { "\(file?.path ?? ""):\($0.line)" } ?? "the environment"
            )
        }
    }

    /// One line: `RUNNER_STATE=/data/runs.sqlite, from ~/.config/runner/config.yml:2`.
    package var text: String { "\(variable)\(value.map { "=\($0)" } ?? " is set"), from \(origin)" }
}
