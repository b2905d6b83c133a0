internal import ErrorReporting
package import InferenceKit
internal import ModelManifest
internal import Processes
internal import WorkerProtocol

/// Finds out the inputs, outputs and secrets of a model's code, by loading it into a worker.
///
/// The model's `init` runs there, without secrets and with a transport that sends nothing.
package struct ModelDescriber: Sendable {
    private let installation: Installation
    private let limit: Duration

    /// Prepares to describe models.
    ///
    /// - Parameters:
    ///   - installation: Where programs, caches and compilers are.
    ///   - limit: The longest time for loading and setting up one model.
    package init(_ installation: Installation, limit: Duration = .seconds(20)) {
        self.installation = installation
        self.limit = limit
    }

    /// Describes a model.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - library: Its compiled code.
    /// - Returns: Its shape.
    /// - Throws: `PredictionError` if the model cannot be loaded, or `RunnerError` with `model-failed` if it
    ///   crashes or hangs while it is set up.
    package func shape(of model: ModelDirectory, library: String) async throws -> ModelShape {
        let process = WorkerProcess(
            program: installation.workerProgram,
            arguments: [library] + ModelSandbox(model.path, library: library, installation).argumentsForSetup,
            environment: try ModelEnvironment.variables(of: model.manifest)
        )
        let samples = Self.samples(of: model.manifest)
        let ending = try await process.run { socket, _ in
            await socket.ask(.describe(WorkerSettings(isDryRun: true), samples: samples), within: limit) {
                event -> ModelShape? in
                if case .described(let shape) = event { shape } else { nil }
            }
        }
        // A canceled wait says nothing about the model.
        try Task.checkCancellation()
        switch ending.result {
        case .value(let shape): return shape
        case .unusable(let error): throw error
        case .ended, nil:
            if let failure = ending.startFailure { throw failure }
            throw RunnerError(
                .modelFailed,
                "the model in '\(model.path)' \(ending.end.cause("during setup"))",
                help: "check its 'init' and how it decodes its inputs; nothing was sent",
                logTail: ending.logTail
            )
        case .broken(let reason):
            throw RunnerError(
                .modelFailed,
                "the model in '\(model.path)' \(WorkerProcess.violation(reason, "during setup"))",
                help: "only the kit may use the worker's connection; nothing was sent",
                logTail: ending.logTail
            )
        case .overdue:
            throw RunnerError(
                .modelFailed,
                "the 'init' of the model in '\(model.path)' did not finish within \(limit.text)",
                help: "keep 'init' short; move what takes long or needs a service to 'predict'",
                logTail: ending.logTail
            )
        }
    }

    /// Values that the manifest allows, by the names that the properties would have in Swift.
    private static func samples(of manifest: Manifest) -> [String: [JSONValue]] {
        var samples: [String: [JSONValue]] = [:]
        for input in manifest.inputs where !input.type.isFile {
            let values = input.allowedValues + [input.defaultValue].compactMap(\.self) + input.examples
            samples[PropertyName.swift(input.name)] = values.map(\.json)
        }
        return samples
    }
}
