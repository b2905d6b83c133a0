import Addresses
import ArgumentParser
import ErrorReporting
import FoundationEssentials
import Presentation
import RecordStores
import RunStore
import RunnerCore

/// The options for the store, shared by all commands.
struct StateOptions: ParsableArguments {
    @Option(
        name: [.customLong("state"), .customLong("store")],
        help: ArgumentHelp(
            "The file or the PostgreSQL database that runs are recorded in.",
            discussion:
                "Default: RUNNER_STORE, RUNNER_STATE, or runner/runs.sqlite in XDG_STATE_HOME or ~/.local/state.",
            valueName: "file|postgres://…"
        )
    )
    var file: String?

    /// Where runs are recorded.
    ///
    /// - Throws: `RunnerError` with `configuration` if the user has no such directory.
    var place: RecordPlace {
        get throws(RunnerError) {
            try RecordPlace.chosen(given: file, option: "--store", environment: ProcessInfo.processInfo.environment)
        }
    }

    /// The place as messages show it, without a password.
    var shown: String { get throws(RunnerError) { try place.shown } }

    /// Whether there may be something to read; a file is created by the first run.
    var mayExist: Bool { get throws(RunnerError) { try place.exists } }

    /// The options that a suggested command needs to find the same runs.
    var words: [String] {
        file.map { ["--state", DatabaseAddress.isAddress($0) ? $0 : FilePath.absolute($0)] } ?? []
    }

    /// Opens the store, and creates it when there is none.
    ///
    /// - Parameter isForReading: Whether the caller only reads, so that read-only media suffice.
    /// - Returns: The store.
    /// - Throws: `RunStoreError`, or `RunnerError` if there is no place for a store.
    func store(isForReading: Bool = false) async throws -> any RunDatabase & ServerDatabase {
        let store = try await OpenedStore(
            place,
            for: isForReading ? .reading : .writing,
            environment: ProcessInfo.processInfo.environment
        )
        if let warning = store.warning { Terminal.say("warning: \(warning)") }
        return store.database
    }
}
