internal import Addresses
package import ErrorReporting
internal import FoundationEssentials

/// Where runs are recorded, the same for every front end.
package enum RecordPlace {
    /// Chooses the file: the given one, else `RUNNER_STATE`, else one in the user's own directories.
    ///
    /// - Parameters:
    ///   - given: From an option named `option`.
    ///   - option: The option.
    ///   - environment: The environment.
    /// - Returns: An absolute path.
    /// - Throws: `RunnerError`: `usage` for an empty path, `configuration` when there is no place of the user's own.
    package static func path(
        given: String?,
        option: String,
        environment: [String: String]
    ) throws(RunnerError) -> String {
        if given?.isEmpty == true {
            throw RunnerError(.usage, "\(option) is empty", help: "name a file, or omit it")
        }
        if let file = [given, environment["RUNNER_STATE"]].compactMap(\.self).first(where: { !$0.isEmpty }) {
            return FilePath.absolute(file)
        }
        if let general = environment["XDG_STATE_HOME"], general.hasPrefix("/") {
            return "\(general)/runner/runs.sqlite"
        }
        if let home = environment["HOME"], home.hasPrefix("/") {
            return "\(home)/.local/state/runner/runs.sqlite"
        }
        throw RunnerError(
            .configuration,
            "there is no place for the record of runs: neither HOME nor XDG_STATE_HOME is set",
            help: "name a file that only you can read with \(option) or RUNNER_STATE"
        )
    }
}
