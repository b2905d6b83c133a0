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
            cache: ModelCache(folder: "\(try installation.cacheFolder())/models"),
            environment: installation.environment
        )
        let library = try await compile(compiler, control: control, watch: watch)
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
        let report = try await host.run(library, request, control: control, watch: watch)
        return try conclude(report, watch: watch)
    }

    /// Compiles the model; a user who does not want to wait ends the compiler.
    private func compile(
        _ compiler: ModelCompiler,
        control: RunControl,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> String {
        let sources = try ModelSources(directory: model.path)
        let compilation = Task {
            try await compiler.sharedObject(of: sources) { watch(.progress("compiling the model")) }.path
        }
        control.listen { _ in compilation.cancel() }
        return try await withTaskCancellationHandler {
            do {
                return try await compilation.value
            } catch  where compilation.isCancelled {
                throw RunnerError(.interrupted, "stopped while the model was compiled; nothing was submitted")
            }
        } onCancel: {
            compilation.cancel()
        }
    }

    private func conclude(_ report: WorkerHost.Report, watch: (RunUpdate) -> Void) throws -> Result? {
        switch report.ending {
        case .finished(let output):
            if service.isDryRun { return nil }
            do {
                return try collect(output, report, watch: watch)
            } catch var error as RunnerError {
                error.taskID = report.taskID
                throw error
            }
        case .failed(let error) where error.code == .dryRun && service.isDryRun:
            return nil
        case .failed(var error):
            error.taskID = error.taskID ?? report.taskID
            if report.moment == .submitting, error.code != .outcomeUnknown {
                throw keeping(report.failure(in: model.path, timeout: timeout))
            }
            if report.moment == .unpaid, error.code == .canceled { error.message = "cancelled; nothing was submitted" }
            if let kept = outputs.discardPartials(isPaid: report.moment != .unpaid) {
                error.help = [error.help, kept].compactMap(\.self).joined(separator: "; ")
            }
            throw error
        case .died, .hung, .stopped:
            throw keeping(report.failure(in: model.path, timeout: timeout), isPaid: report.moment != .unpaid)
        }
    }

    private func keeping(_ error: RunnerError, isPaid: Bool = true) -> RunnerError {
        var error = error
        if let kept = outputs.discardPartials(isPaid: isPaid) {
            error.help = [error.help, kept].compactMap(\.self).joined(separator: "; ")
        }
        return error
    }

    /// Takes every output that the manifest declares, and no other.
    private func collect(
        _ output: [String: JSONValue],
        _ report: WorkerHost.Report,
        watch: (RunUpdate) -> Void
    ) throws -> Result {
        let declared = model.manifest.outputs.map(\.name)
        if let missing = declared.first(where: { output[$0] ?? .null == .null }) {
            throw undeclared("does not return the output '\(missing)' that its manifest declares")
        }
        if let unknown = output.keys.sorted().first(where: { !declared.contains($0) }) {
            throw undeclared("returns '\(unknown)', which its manifest does not declare as an output")
        }
        var output = output
        var files: [MediaFile] = []
        for target in outputs.targets {
            let name = target.declaration.name
            guard output[name]?["path"]?.string == target.partialPath else {
                throw undeclared("returns another file as '\(name)' than 'context.path(for: \"\(name)\")'")
            }
            let (file, warning) = try outputs.commit(target)
            if let warning { watch(.warning(warning)) }
            files.append(file)
            output[name] = try file.json()
        }
        return Result(output: output, files: files, taskID: report.taskID)
    }

    private func undeclared(_ what: String) -> RunnerError {
        RunnerError(
            .modelFailed,
            "the model in '\(model.path)' \(what)",
            help: "make the properties of 'Inference.Output' agree with 'outputs' in inf.yml"
        )
    }
}
