internal import ErrorReporting
internal import FoundationEssentials
package import InferenceKit
package import ModelExamples
internal import ModelManifest

/// Makes the predictions of a model's examples: nothing is recorded, nothing is charged, and no file is left.
package struct ExampleRun: Sendable {
    /// What came of an example.
    package struct Outcome: Sendable {
        /// In which ways it is not what was expected; none when it is.
        package var differences: [Difference]
        /// What came out, as JSON; `nil` when an error did.
        package var output: [String: JSONValue]?
        /// The last lines that the model printed before it failed.
        package var log: [String] = []
        /// How long it took.
        package var elapsed: Duration
    }

    private let model: ModelDirectory
    private let service: ServiceSettings
    private let timeout: Duration
    private let installation: Installation

    /// Prepares to run examples.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - service: An emulator, or nothing; see ``ServiceSettings/init(emulator:environment:)``.
    ///   - timeout: The longest time for one example.
    ///   - installation: Where programs, caches and compilers are.
    package init(
        _ model: ModelDirectory,
        service: ServiceSettings,
        timeout: Duration,
        installation: Installation
    ) {
        self.model = model
        self.service = service
        self.timeout = timeout
        self.installation = installation
    }

    /// Runs one example in a worker of its own.
    ///
    /// - Parameters:
    ///   - example: The example.
    ///   - control: What the user wants meanwhile.
    ///   - watch: Called with everything that happens.
    /// - Returns: What came of it.
    /// - Throws: What is not about the example: `ModelBuildError`; ``RunnerError`` with `interrupted` or `configuration`;
    ///   `CancellationError`.
    package func outcome(
        of example: Example,
        control: RunControl,
        watch: @escaping @Sendable (RunUpdate) -> Void = { _ in }
    ) async throws -> Outcome {
        let start = ContinuousClock.now
        let place = try TemporaryFolder(in: installation.temporaryFolder)
        defer { place.remove() }
        let elapsed = { ContinuousClock.now - start }
        do {
            let reach = InputCheck.Reach(stagesFiles: true, allowsLoopback: true)
            let inputs = try InputCheck(model.manifest, reach: reach).check(GivenInputs(example, for: model.manifest))
            let hasFiles = model.manifest.outputs.contains { $0.type.isFile }
            let outputs = try OutputPlan(
                model.manifest,
                place: hasFiles ? "\(place.path)/" : nil,
                baseName: model.baseName,
                replaces: false
            )
            let prediction = Prediction(
                model: model,
                inputs: inputs.values,
                outputs: outputs,
                service: service,
                timeout: timeout,
                installation: installation
            )
            let result = try await prediction.rehearse(control: control, watch: watch)
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

    private func outcome(_ example: Example, _ code: String, _ text: String, elapsed: Duration) -> Outcome {
        Outcome(
            differences: example.expectation.differences(fromError: code, text),
            elapsed: elapsed
        )
    }
}
