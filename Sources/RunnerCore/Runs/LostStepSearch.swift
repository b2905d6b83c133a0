internal import ErrorReporting
internal import InferenceKit
internal import ModelSupply
internal import Processes
internal import ServiceAccess
internal import WorkerProtocol

/// Lets a model look for the result of a paid step whose outcome is unknown, in a worker, with the secrets and the endpoint of a prediction.
struct LostStepSearch: Sendable {
    let installation: Installation
    let service: ServiceSettings
    /// The longest time for loading the model and its search.
    var limit: Duration = .seconds(60)

    /// What a model found out about a lost step.
    struct Answer: Sendable {
        /// What it found.
        var finding: LostStep.Finding
        /// The `StepRecord.linkedHosts` of the result.
        var linkedHosts: [String]?
    }

    /// Looks for a step.
    ///
    /// - Parameters:
    ///   - step: The step.
    ///   - model: The model.
    ///   - library: Its compiled code.
    /// - Returns: What the model found; `nil` when it looks for nothing.
    /// - Throws: `PredictionError` when the service cannot be asked, `RunnerError` when the worker cannot be started, crashes or hangs.
    func find(_ step: LostStep, _ model: ModelDirectory, library: String) async throws -> Answer? {
        let settings = service.workerSettings(for: model.manifest)
        let process = WorkerProcess(
            program: installation.workerProgram,
            arguments: [library] + ModelSandbox(model.path, library: library, installation).argumentsForCheck(settings),
            environment: try service.workerEnvironment(for: model.manifest)
        )
        let shield = KeyShield(service, of: model.manifest)
        let ending = try await process.run { socket, _ in
            await socket.ask(.find(step, settings), within: limit) { event -> Answer?? in
                guard case .found(let finding, let hosts) = event else { return nil }
                return .some(finding.map { Answer(finding: $0, linkedHosts: hosts) })
            }
        }
        switch ending.result {
        case .value(var answer):
            if case .notFound(let reason) = answer?.finding { answer?.finding = .notFound(shield.shielded(reason)) }
            return answer
        case .unusable(let error): throw shield.shielded(error)
        case .ended, nil:
            if let failure = ending.startFailure { throw failure }
            let cause = ending.end.cause("while it looked for a lost step")
            throw RunnerError(.modelFailed, "the model \(cause)")
        case .broken(let reason):
            let cause = WorkerProcess.violation(reason, "while it looked for a lost step")
            throw RunnerError(.modelFailed, "the model \(cause)")
        case .overdue:
            throw RunnerError(
                .modelFailed,
                "the model's search for a lost step did not end within \(limit.text)",
                help: "check the network, and try again"
            )
        }
    }
}
