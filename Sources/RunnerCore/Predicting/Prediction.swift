package import InferenceKit
internal import ModelBuild
internal import ModelManifest
internal import WorkerProtocol

/// One prediction, checked and ready to run.
package struct Prediction: Sendable {
    /// The model.
    package let model: ModelDirectory
    /// Its inputs.
    package let inputs: CheckedInputs
    /// Where its output files go.
    package let outputs: OutputPlan
    /// How it reaches the world.
    package let service: ServiceSettings
    /// The longest time for all of it.
    package let timeout: Duration
    /// Where programs, caches and compilers are.
    package let installation: Installation

    /// Prepares a prediction.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - inputs: Its inputs.
    ///   - outputs: Where its output files go.
    ///   - service: How it reaches the world.
    ///   - timeout: The longest time for all of it.
    ///   - installation: Where programs, caches and compilers are.
    package init(
        model: ModelDirectory,
        inputs: CheckedInputs,
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
        /// The outputs by name; files with their final paths.
        package var output: [String: JSONValue]
        /// The output files, in the manifest's order.
        package var files: [MediaFile]
        /// The service's name for the work.
        package var taskID: String?
    }

    /// Compiles the model when that is needed, and predicts.
    ///
    /// Cancelling the Swift task cancels the run at the service; ``RunControl`` can also just stop waiting.
    ///
    /// - Parameters:
    ///   - control: What the user wants meanwhile.
    ///   - watch: Called with everything that happens.
    /// - Returns: The outputs, or `nil` after a dry run.
    /// - Throws: ``RunnerError``, `ModelBuildError` or `PredictionError`.
    package func run(
        control: RunControl = RunControl(),
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Result? {
        let compiler = try ModelCompiler(
            kit: try ModelKit(besideProgram: installation.program),
            cache: ModelCache(folder: "\(installation.cacheFolder)/models"),
            environment: installation.environment
        )
        let library = try await compiler.sharedObject(of: ModelSources(directory: model.path)) {
            watch(.progress("compiling the model"))
        }
        let scratch = try TemporaryFolder(in: installation.temporaryFolder)
        defer { scratch.remove() }
        let request = PredictionRequest(
            run: "1",
            input: inputs.values,
            outputPaths: Dictionary(
                uniqueKeysWithValues: outputs.targets.map { ($0.declaration.name, $0.partialPath) }
            ),
            scratchFolder: scratch.path,
            timeoutSeconds: timeout / .seconds(1)
        )
        let host = WorkerHost(
            program: installation.workerProgram,
            environment: service.workerEnvironment(for: model.manifest),
            settings: service.workerSettings(for: model.manifest)
        )
        let report = try await host.run(library.path, request, control: control, watch: watch)
        return try conclude(report, watch: watch)
    }

    private func conclude(_ report: WorkerHost.Report, watch: (RunUpdate) -> Void) throws -> Result? {
        switch report.ending {
        case .finished(var output):
            if service.isDryRun { return nil }
            var files: [MediaFile] = []
            for target in outputs.targets where output[target.declaration.name] != nil {
                do {
                    let (file, warning) = try outputs.commit(target)
                    if let warning { watch(.warning(warning)) }
                    files.append(file)
                    output[target.declaration.name] = try file.json()
                } catch var error as RunnerError {
                    error.taskID = report.taskID
                    throw error
                }
            }
            return Result(output: output, files: files, taskID: report.taskID)
        case .failed(let error) where error.code == .dryRun && service.isDryRun:
            return nil
        case .failed(var error):
            outputs.discardPartials()
            error.taskID = error.taskID ?? report.taskID
            if error.code == .canceled, error.taskID == nil { error.message = "cancelled; nothing was submitted" }
            throw error
        case .died, .hung, .stopped:
            outputs.discardPartials()
            throw report.failure(in: model.path, timeoutSeconds: timeout / .seconds(1))
        }
    }
}
