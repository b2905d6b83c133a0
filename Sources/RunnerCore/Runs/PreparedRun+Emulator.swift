internal import InferenceKit
internal import ModelManifest
internal import ModelSupply
internal import RunStore
internal import ServiceAccess

extension PreparedRun {
    /// Runs work on the run while the emulator that it needs is running.
    ///
    /// - Parameters:
    ///   - watch: Called before the emulator is started.
    ///   - body: What to do; gets the run with the emulator's address.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, or ``RunnerError`` when the emulator does not start.
    func withEmulator<Result: Sendable>(
        _ watch: (RunUpdate) -> Void,
        _ body: (PreparedRun) async throws -> Result
    ) async throws -> Result {
        guard startsEmulator else { return try await body(self) }
        var run = self
        run.startsEmulator = false
        // A dry run sends nothing, so there is no need for anybody to send it to.
        if service.isDryRun {
            run.service.endpoint = "http://127.0.0.1"
            run.service.staging = "http://127.0.0.1/uploads"
            return try await body(run)
        }
        // The emulator keeps files there; what it says about a full disk reaches nobody.
        try ScratchDirectory.checkRoom(in: installation.temporaryDirectory)
        watch(.progress(ProgressUpdate("starting the emulator")))
        return try await EmulatorProcess(program: installation.emulatorProgram)
            .run(environment: installation.environment) { address in
                run.service = try ServiceSettings(
                    emulator: address,
                    of: model.manifest.service,
                    environment: installation.environment
                )
                return try await body(run)
            }
    }

    /// Removes from a record what must not be written down.
    var redactor: Redactor { Redactor(secrets: service.secretValues(of: model.manifest)) }
}
