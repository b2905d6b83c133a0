import Addresses
import ArgumentParser
import ErrorReporting
import FoundationEssentials
import ModelSupply
import Presentation
import RunStore
import RunnerCore
import SQLiteRunStore

/// Where runs are recorded, the same for every command.
struct StateOptions: ParsableArguments {
    @Option(
        name: .customLong("state"),
        help: ArgumentHelp(
            "The file that runs are recorded in.",
            discussion: "Default: RUNNER_STATE, or runner/runs.sqlite in XDG_STATE_HOME or ~/.local/state.",
            valueName: "file"
        )
    )
    var file: String?

    /// The absolute path of the file.
    ///
    /// - Throws: `RunnerError` with `configuration` when there is no place of the user's own.
    var path: String {
        get throws(RunnerError) {
            try RecordPlace.path(given: file, option: "--state", environment: ProcessInfo.processInfo.environment)
        }
    }

    /// What a command that is printed for the user has to name, so that it finds the same runs.
    var words: [String] { file.map { ["--state", FilePath.absolute($0)] } ?? [] }

    /// Opens the store, and creates it when there is none.
    ///
    /// - Parameter isForReading: Whether nothing has to be written, so that media that cannot be written are good enough.
    /// - Returns: The store.
    /// - Throws: `RunStoreError`, or `RunnerError` when there is no place for one.
    func store(isForReading: Bool = false) async throws -> any RunDatabase {
        let store = try await SQLiteRunDatabase(
            path: try path,
            redactor: Redactor(),
            access: isForReading ? .reading : .writing
        )
        store.leaveOpen()
        if let warning = store.permissionWarning { Terminal.say("warning: \(warning)") }
        return store
    }
}
