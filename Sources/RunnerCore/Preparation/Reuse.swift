internal import ModelManifest
internal import RunStore
internal import ServiceAccess

/// Looks for earlier runs that asked for the same.
struct Reuse: Sendable {
    private let database: any RunDatabase

    /// - Parameter database: Where runs are recorded.
    init(_ database: any RunDatabase) {
        self.database = database
    }

    /// Finds the newest run with the same model and inputs whose output files are unchanged.
    ///
    /// What an emulator made does not count as what a service makes, nor the other way round.
    ///
    /// - Parameters:
    ///   - identity: What is asked for.
    ///   - service: How the service would be reached.
    /// - Returns: The run, or `nil`.
    /// - Throws: When the store cannot be read.
    func run(of identity: RunIdentity, service: ServiceSettings) async throws -> Run? {
        let runs = try await database.succeeded(
            modelKey: identity.model.key,
            fingerprint: identity.input.fingerprint
        )
        return runs.first { run in
            run.model.name == identity.model.name && run.service.usesOwnEmulator == service.usesOwnEmulator
                && (service.usesOwnEmulator || run.service.endpoint == service.endpoint)
                && run.files.allSatisfy(\.isUnchanged)
        }
    }
}
