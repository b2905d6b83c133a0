internal import ErrorReporting
package import InferenceKit
internal import ModelManifest
package import RunStore
internal import Synchronization
internal import WorkerProtocol

/// One prediction, checked and ready to run.
package struct Prediction: Sendable {
    /// The model.
    package let model: ModelDirectory
    /// Its checked inputs, by the names of the manifest.
    package let inputs: [String: JSONValue]
    /// Where its output files go.
    package let outputs: OutputPlan
    /// How it reaches the world.
    package let service: ServiceSettings
    /// The longest time for all of it.
    package let timeout: Duration
    /// Where programs, caches and compilers are.
    package let installation: Installation
    /// Whether the result is waited for; otherwise it ends once a paid step has succeeded.
    package var waits = true
    /// What an earlier part of the run has recorded.
    var past = RunPast()

    /// Prepares a prediction.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - inputs: Its checked inputs.
    ///   - outputs: Where its output files go.
    ///   - service: How it reaches the world.
    ///   - timeout: The longest time for all of it.
    ///   - installation: Where programs, caches and compilers are.
    package init(
        model: ModelDirectory,
        inputs: [String: JSONValue],
        outputs: OutputPlan,
        service: ServiceSettings,
        timeout: Duration,
        installation: Installation
    ) {
        self.model = model
        self.inputs = inputs
        self.outputs = outputs
        self.service = service
        self.timeout = timeout
        self.installation = installation
    }

    /// What came of it.
    package struct Result: Sendable {
        /// The outputs by name; files with their final, absolute paths.
        package var output: [String: JSONValue]
        /// The output files, in the manifest's order.
        package var files: [RunFile]
        /// Their paths as the user would name them.
        package var paths: [String]
        /// What it cost, by the real length of what was made where the price goes by length.
        package var price: RunPrice
        /// The service's name for the work.
        package var taskID: String?
    }

    /// Finds out what the model would send, without sending or recording anything.
    ///
    /// - Parameters:
    ///   - control: What the user wants meanwhile.
    ///   - watch: Called with everything that happens.
    /// - Throws: ``RunnerError``, `ModelBuildError` or `PredictionError`.
    package func dryRun(control: RunControl, watch: @escaping @Sendable (RunUpdate) -> Void) async throws {
        if case .failed(let error) = await attempt(recorder: nil, control: control, watch: watch).end { throw error }
    }

    /// Predicts without a record, as it is done with the examples of a model; nothing is left that could be resumed.
    ///
    /// - Parameters:
    ///   - control: What the user wants meanwhile.
    ///   - watch: Called with everything that happens.
    /// - Returns: The result.
    /// - Throws: ``RunnerError``, `ModelBuildError` or `PredictionError`; ``RunnerError`` with `configuration` for a service
    ///   that charges, since what was paid for must not get lost.
    package func rehearse(
        control: RunControl,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Result {
        guard !service.isCharged else {
            throw RunnerError(
                .configuration,
                "a run that may be charged is not made without a record",
                help: "use the emulator"
            )
        }
        switch await attempt(recorder: nil, control: control, watch: watch).end {
        case .finished(let result): return result
        case .failed(let error): throw error
        case .submitted, .dryRun: throw RunnerError(.modelFailed, "the model in '\(model.path)' ended without a result")
        }
    }

    /// Compiles the model when that is needed, and predicts.
    ///
    /// Cancelling the Swift task cancels the run at the service; ``RunControl`` can also just stop waiting.
    ///
    /// - Parameters:
    ///   - recorder: Writes down what happens; `nil` where nothing is charged: in a dry run, and with an emulator.
    ///   - control: What the user wants meanwhile.
    ///   - watch: Called with everything that happens.
    /// - Returns: How it ended.
    func attempt(
        recorder: RunRecorder?,
        control: RunControl,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async -> Attempt {
        var attempt = Attempt(
            moment: past.isPaid ? .paid : .unpaid,
            isOutcomeOpen: past.isOutcomeOpen,
            taskID: past.taskID
        )
        do {
            if let result = try await completed(recorder) {
                attempt.end = .finished(result)
                return attempt
            }
            let library = try await compile(control: control, watch: watch)
            let scratch = try TemporaryFolder(in: installation.temporaryFolder)
            defer { scratch.remove() }
            try await recorder?.record(.status(.processing))
            let host = WorkerHost(
                program: installation.workerProgram,
                environment: service.workerEnvironment(for: model.manifest),
                settings: service.workerSettings(for: model.manifest),
                recorder: recorder
            )
            let monitor = RunMonitor(request(scratch), taskID: past.taskID, waits: waits)
            let start = ContinuousClock.now
            var report = try await host.run(library, monitor, timeout: timeout, control: control, watch: watch)
            if ContinuousClock.now - start >= timeout { report.takeDeadline() }
            report.mayBePaid = report.mayBePaid || past.mayBePaid
            attempt.take(report)
            attempt.end = try await conclude(report, recorder: recorder, watch: watch)
        } catch {
            attempt.end = .failed(error)
        }
        return attempt
    }

    private func request(_ scratch: TemporaryFolder) -> PredictionRequest {
        PredictionRequest(
            run: "1",
            input: inputs,
            outputPaths: Dictionary(
                uniqueKeysWithValues: outputs.targets.map { ($0.declaration.name, $0.partialPath) }
            ),
            scratchFolder: scratch.path,
            timeoutSeconds: timeout / .seconds(1),
            recordedSteps: past.steps.map { outputs.renamed($0) },
            partialDownloads: past.partialDownloads.compactMap { outputs.renamed($0) }
        )
    }

    /// Compiles the model; a user who does not want to wait ends the compiler.
    private func compile(
        control: RunControl,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> String {
        let compilation = Task {
            let library = try await ModelLibraries(installation).library(of: model) {
                watch(.warning($0))
            } willCompile: {
                watch(.progress(ProgressUpdate("compiling the model")))
            }
            // What was paid for is fetched all the same.
            if !past.mayBePaid { try await AgreementCheck(installation).check(model, library: library) }
            return library
        }
        let isCanceled = Mutex(false)
        // A task that is to be cancelled at the service can only be reached with the model.
        control.listen { wish in
            if wish == .cancel, past.isPaid { return }
            isCanceled.withLock { $0 = wish == .cancel }
            compilation.cancel()
        }
        return try await withTaskCancellationHandler {
            do {
                return try await compilation.value
            } catch  where compilation.isCancelled {
                let nothing = past.mayBePaid ? "" : "; nothing was submitted"
                if isCanceled.withLock({ $0 }) {
                    throw PredictionError(.canceled, "cancelled while the model was compiled\(nothing)")
                }
                throw RunnerError(.interrupted, "stopped while the model was compiled\(nothing)")
            }
        } onCancel: {
            compilation.cancel()
        }
    }

    private func conclude(
        _ report: WorkerHost.Report,
        recorder: RunRecorder?,
        watch: (RunUpdate) -> Void
    ) async throws -> Attempt.End {
        switch report.ending {
        case .finished(let output):
            if service.isDryRun { return .dryRun }
            return .finished(try await complete(output, taskID: report.taskID, recorder: recorder, watch: watch))
        case .submitted:
            return .submitted
        case .failed(let error) where error.code == .dryRun && service.isDryRun:
            return .dryRun
        case .failed(var error):
            error.taskID = error.taskID ?? report.taskID
            if report.moment == .submitting, error.code != .outcomeUnknown {
                throw report.failure(in: model.path, timeout: timeout)
            }
            if !report.mayBePaid, error.code == .canceled { error.message = "cancelled; nothing was submitted" }
            throw error
        case .died, .hung, .stopped, .unrecorded:
            throw report.failure(in: model.path, timeout: timeout)
        }
    }
}
