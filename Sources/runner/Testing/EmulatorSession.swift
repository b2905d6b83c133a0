import ErrorReporting
import ModelSupply
import Presentation
import RunnerCore
import ServiceAccess

/// One emulator for the duration of a command.
enum EmulatorSession {
    /// Runs work while an emulator runs, if one is needed.
    ///
    /// - Parameters:
    ///   - isNeeded: Whether an emulator is started.
    ///   - installation: Where programs are.
    ///   - reporter: Where messages go.
    ///   - body: The work; receives the emulator's address, or `nil` if none is needed.
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
