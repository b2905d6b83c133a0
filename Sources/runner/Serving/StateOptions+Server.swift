import ErrorReporting
import RunStore

extension StateOptions {
    /// Opens what a server keeps besides its runs, and creates the store when there is none.
    ///
    /// - Parameter isForReading: Whether nothing has to be written.
    /// - Returns: The store.
    /// - Throws: `RunStoreError`, or `RunnerError` if there is no place for a store.
    func serverStore(isForReading: Bool = false) async throws -> any ServerDatabase {
        try await store(isForReading: isForReading)
    }

    /// Opens what a server keeps besides its runs; `nil` when nothing was ever recorded.
    ///
    /// - Parameter isForReading: Whether nothing has to be written.
    /// - Returns: The store.
    /// - Throws: `RunStoreError`, or `RunnerError` if there is no place for a store.
    func openedServerStore(isForReading: Bool = false) async throws -> (any ServerDatabase)? {
        guard try mayExist else { return nil }
        return try await serverStore(isForReading: isForReading)
    }
}
