import Addresses
import ArgumentParser
import ErrorReporting
import FoundationEssentials
import ModelSupply
import Presentation
import RunStore
import RunnerCore
import SQLiteRunStore

/// The options for the store, shared by all commands.
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
    /// - Throws: `RunnerError` with `configuration` if the user has no such directory.
    var path: String {
        get throws(RunnerError) {
            try RecordPlace.path(given: file, option: "--state", environment: ProcessInfo.processInfo.environment)
        }
    }

    /// The options that a suggested command needs to find the same runs.
    var words: [String] { file.map { ["--state", FilePath.absolute($0)] } ?? [] }

    /// Opens the store, and creates it when there is none.
    ///
    /// - Parameter isForReading: Whether the caller only reads, so that read-only media suffice.
    /// - Returns: The store.
    /// - Throws: `RunStoreError`, or `RunnerError` if there is no place for a store.
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
