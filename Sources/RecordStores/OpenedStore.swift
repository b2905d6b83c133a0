internal import PostgresRunStore
internal import RunRows
package import RunStore
internal import SQLiteRunStore

/// A store of the kind that its place says; the only code that knows all kinds.
package struct OpenedStore: Sendable {
    /// What a store is opened for.
    package enum Access: Sendable, Hashable {
        /// Recording runs; a file is created when it does not exist.
        case writing
        /// Looking at runs, also on media that cannot be written.
        case reading
        /// Looking at runs while someone waits at the keyboard: without an answer at once, it fails.
        case glancing
    }

    /// The store.
    package let database: any RunDatabase & ServerDatabase
    /// What is wrong with the permissions of a file, with the command that fixes it; `nil` when only its owner can write it.
    package let warning: String?

    /// Opens a store, and migrates it to this version.
    ///
    /// A file stays open until the process ends, which spares the next process some waits for the disk.
    ///
    /// - Parameters:
    ///   - place: Where it is.
    ///   - access: What it is opened for.
    ///   - environment: The environment, from which a database's client takes what an address does not say.
    /// - Throws: `store-unusable`, or `newer-version`.
    package init(
        _ place: RecordPlace,
        for access: Access = .writing,
        environment: [String: String]
    ) async throws(RunStoreError) {
        switch place {
        case .file(let path):
            let store = try await SQLiteRunDatabase(
                path: path,
                redactor: Redactor(),
                access: access == .writing ? .writing : .reading,
                lockWait: access == .glancing ? .milliseconds(50) : .seconds(30)
            )
            store.leaveOpen()
            database = store
            warning = store.permissionWarning
        case .database(let address, let directory):
            var limits = PostgresLimits()
            if access == .glancing { limits.hurry() }
            let opened = try await PostgresRunDatabase(
                address: PostgresAddress(address, environment: environment),
                localDirectory: directory,
                redactor: Redactor(),
                limits: limits
            )
            // One database has one directory here, whatever its address looks like.
            let secrets: any TokenDatabase = opened
            let id = try await secrets.secret("store-id", orRecord: DatabaseDirectory.newID)
            database = opened.keeping(in: DatabaseDirectory.path(ofStore: id, addressed: directory))
            warning = nil
        }
    }
}
