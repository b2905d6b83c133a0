internal import ErrorReporting
internal import InferenceKit
internal import ModelSupply
internal import Processes
internal import ServiceAccess
internal import WorkerProtocol

/// Lets a model check its service, in a worker, with the secrets and the endpoint of a prediction.
struct ServiceCheck: Sendable {
    let installation: Installation
    let service: ServiceSettings
    /// The longest time for loading the model and its check.
    var limit: Duration = .seconds(45)

    /// Checks the service of one model.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - library: Its compiled code.
    /// - Returns: What the model found; empty when it checks nothing.
    /// - Throws: `PredictionError` when the model cannot be loaded or its check fails, `RunnerError` when its worker cannot be started, crashes or hangs.
    func findings(of model: ModelDirectory, library: String) async throws -> [ServiceFinding] {
        let process = WorkerProcess(
            program: installation.workerProgram,
            arguments: [library]
                + ModelSandbox(model.path, library: library, installation).argumentsForCheck(
                    service.workerSettings(for: model.manifest)
                ),
            environment: try service.workerEnvironment(for: model.manifest)
        )
        let settings = service.workerSettings(for: model.manifest)
        let ending = try await process.run { socket, _ in
            await socket.ask(.check(settings), within: limit) { event -> [ServiceFinding]? in
                if case .checked(let findings) = event { findings ?? [] } else { nil }
            }
        }
        switch ending.result {
        case .value(let findings): return findings
        case .unusable(let error): throw error
        case .ended, nil:
            if let failure = ending.startFailure { throw failure }
            let cause = ending.end.cause("while it checked its service")
            let filter = SecretFilter(
                Dictionary(
                    service.secretValues(of: model.manifest).enumerated().map { ("secret \($0 + 1)", Secret($1)) }
                ) { first, _ in first }
            )
            throw RunnerError(.modelFailed, "the model \(cause)", logTail: ending.logTail.map(filter.filtered))
        case .broken(let reason):
            let cause = WorkerProcess.violation(reason, "while it checked its service")
            throw RunnerError(.modelFailed, "the model \(cause)")
        case .overdue:
            throw RunnerError(
                .modelFailed,
                "the model's check of its service did not end within \(limit.text)",
                help: "check the network; the model's 'checkService' should end within half a minute"
            )
        }
    }
}
