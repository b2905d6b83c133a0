internal import ErrorReporting
internal import FoundationEssentials
package import InferenceKit
package import ModelExamples
internal import ModelInputs
internal import ModelManifest
package import ModelSupply
package import ServiceAccess

/// Runs the examples of a model: nothing is recorded, nothing is charged, and no files are left behind.
package struct ExampleRun: Sendable {
    /// The outcome of an example.
    package struct Outcome: Sendable {
        /// How it differs from what was expected; empty when it does not.
        package var differences: [Difference]
        /// The outputs as JSON; `nil` when the run failed.
        package var output: [String: JSONValue]?
        /// The last lines that the model printed before it failed.
        package var log: [String] = []
        /// How long it took.
        package var elapsed: Duration
    }

    private let model: ModelDirectory
    private let emulator: EmulatorProcess.Address?
    private let timeout: Duration
    private let installation: Installation

    /// Prepares to run examples.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - emulator: A running emulator; `nil` for a model that needs no service.
    ///   - timeout: Time limit for one example.
    ///   - installation: Where programs, caches and compilers are.
    package init(
        _ model: ModelDirectory,
        emulator: EmulatorProcess.Address?,
        timeout: Duration,
        installation: Installation
    ) {
        self.model = model
        self.emulator = emulator
        self.timeout = timeout
        self.installation = installation
    }

    /// Runs one example in its own worker.
    ///
    /// - Parameters:
    ///   - example: The example.
    ///   - stop: Lets the user stop waiting.
    ///   - watch: Called with everything that happens.
    /// - Returns: The outcome.
    /// - Throws: Errors that are not about the example: `ModelBuildError`; ``RunnerError`` with `interrupted` or `configuration`;
    ///   `CancellationError`.
    package func outcome(
        of example: Example,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void = { _ in }
    ) async throws -> Outcome {
        let start = ContinuousClock.now
        let place = try ScratchDirectory(in: installation.temporaryDirectory)
        defer { place.remove() }
        let elapsed = { ContinuousClock.now - start }
        do {
            var request = PredictionRequest(
                model: .directory(model),
                inputs: GivenInputs(example, for: model.manifest)
            )
            request.service = .emulator(emulator)
            request.timeout = timeout
            if model.manifest.outputs.contains(where: { $0.type.isFile }) { request.output = "\(place.path)/" }
            let prepared = try await preparation.prepare(request, watch: watch)
            let result = try await prepared.rehearse(stop: stop, watch: watch)
            return Outcome(
                differences: example.expectation.differences(from: result.output),
                output: result.output,
                elapsed: elapsed()
            )
        } catch let error as InputViolations {
            return outcome(example, "invalid-input", error.description, elapsed: elapsed())
        } catch let error as PredictionError {
            return outcome(example, error.code.rawValue, error.description, elapsed: elapsed())
        } catch let error as RunnerError where error.code != .interrupted && error.code != .configuration {
            var outcome = outcome(example, error.code.name, error.message, elapsed: elapsed())
            if !outcome.differences.isEmpty { outcome.log = error.logTail }
            return outcome
        }
    }

    /// Nothing is recorded, so there is no store.
    private var preparation: Preparation {
        Preparation(registry: Registry(roots: []), installation: installation, store: nil)
    }

    private func outcome(_ example: Example, _ code: String, _ text: String, elapsed: Duration) -> Outcome {
        Outcome(
            differences: example.expectation.differences(fromError: code, text),
            elapsed: elapsed
        )
    }
}
