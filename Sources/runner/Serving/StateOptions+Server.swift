import ErrorReporting
import FoundationEssentials
import Presentation
import RunStore
import SQLiteRunStore

extension StateOptions {
    /// Opens what a server keeps besides its runs, and creates the store when there is none.
    ///
    /// - Parameter isForReading: Whether nothing has to be written.
    /// - Returns: The store.
    /// - Throws: `RunStoreError`, or `RunnerError` if there is no place for a store.
    func serverStore(isForReading: Bool = false) async throws -> any ServerDatabase {
        let store = try await SQLiteRunDatabase(
            path: try path,
            redactor: Redactor(),
            access: isForReading ? .reading : .writing
        )
        store.leaveOpen()
        if let warning = store.permissionWarning { Terminal.say("warning: \(warning)") }
        return store
    }

    /// Opens what a server keeps besides its runs; `nil` when nothing was ever recorded.
    ///
    /// - Parameter isForReading: Whether nothing has to be written.
    /// - Returns: The store.
    /// - Throws: `RunStoreError`, or `RunnerError` if there is no place for a store.
    func openedServerStore(isForReading: Bool = false) async throws -> (any ServerDatabase)? {
        guard FileManager.default.fileExists(atPath: try path) else { return nil }
        return try await serverStore(isForReading: isForReading)
    }
}
