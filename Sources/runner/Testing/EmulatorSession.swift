import ErrorReporting
import ModelSupply
import Presentation
import RunnerCore
import ServiceAccess

/// One emulator for as long as a command needs it.
enum EmulatorSession {
    /// Does something while an emulator runs, when one is needed.
    ///
    /// - Parameters:
    ///   - isNeeded: Whether an emulator is started.
    ///   - installation: Where programs are.
    ///   - reporter: Where the user is told.
    ///   - body: What to do; gets the emulator's address, or `nil` when none is needed.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, or `RunnerError` when the emulator does not start.
    static func with<Result: Sendable>(
        _ isNeeded: Bool,
        _ installation: Installation,
        _ reporter: ProgressReporter,
        _ body: (EmulatorProcess.Address?) async throws -> Result
    ) async throws -> Result {
        guard isNeeded else { return try await body(nil) }
        reporter.step("starting the emulator")
        return try await EmulatorProcess(program: installation.emulatorProgram)
            .run(environment: installation.environment) { try await body($0) }
    }
}
