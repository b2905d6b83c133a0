import ArgumentParser
import ErrorReporting
import FoundationEssentials
import InferenceKit
import ModelManifest
import RunStore
import RunnerCore

/// The work of `runner predict`, in the order that protects money: everything that can fail for free comes first.
struct PredictJob {
    let command: Predict
    let reporter: ProgressReporter

    func run() async throws {
        let installation = command.cache.installation
        let model = try command.registry.registry.model(command.model)
        try ModelLibraries(installation).check(model)
        var service = try ServiceSettings(
            endpoint: command.service.emulator ? nil : command.service.endpoint,
            staging: command.service.staging,
            environment: installation.environment
        )
        service.isDryRun = command.dryRun
        service.cleansUpStaging = command.service.stagingCleanup
        service.usesOwnEmulator = command.service.emulator
        let given = try GivenInputSource(command, installation).read()
        defer { given.standardInput?.remove() }
        let reach =
            command.service.emulator ? InputCheck.Reach(stagesFiles: true, allowsLoopback: true) : service.reach
        var inputs = try InputCheck(model.manifest, reach: reach)
            .check(given.inputs, standardInput: given.standardInputPath)
        if !command.service.emulator, inputs.files.contains(where: { $0.path != nil }),
            let problem = service.stagingProblem
        {
            guard command.dryRun else { throw problem }
            reporter.warn("\(problem.message); a real run stops here")
        }
        if command.service.checksLinks {
            reporter.step("looking at the links")
            inputs = try await RemoteInputCheck(model.manifest, service, reach, installation).check(inputs)
        }
        for warning in inputs.warnings { reporter.warn(warning) }
        let estimate = CostEstimate(model.manifest.pricing, inputs)
        let report = PredictReport(
            model: model,
            estimate: estimate,
            isJSON: command.json,
            reporter: reporter
        )
        let store = command.dryRun ? nil : try await command.state.store()
        if let store, command.reuse, try await reuse(Reuse(store), model, inputs, given.inputs, service, report) {
            return
        }
        try checkSecrets(model, service)
        let outputs = try plan(model)
        try checkInputsSurvive(inputs, outputs)
        if model.manifest.pricing != nil {
            reporter.note("price: \(estimate)\(service.isCharged ? "" : " (not charged by the emulator)")")
        }
        let limit = try SpendingLimit(perRun: command.maxCost, environment: installation.environment)
        if service.isCharged { try limit.check(estimate, of: model) }
        try await withService(installation, service) { service in
            var prediction = Prediction(
                model: model,
                inputs: inputs.values,
                outputs: outputs,
                service: service,
                timeout: command.timeout.duration,
                installation: installation
            )
            prediction.waits = !command.noWait
            try await Interruption.watched(cancels: command.cancelOnInterrupt, reporter: reporter) { control in
                guard let store else {
                    try await prediction.dryRun(control: control) { report.take($0) }
                    reporter.finish()
                    return report.finishDryRun()
                }
                let now = Date()
                let run = try Run(prediction, given: given.inputs, checked: inputs, estimate: estimate, at: now)
                let secrets = service.secretValues(of: model.manifest)
                let driver = RunDriver(
                    store.redacting(Redactor(secrets: secrets)),
                    environment: installation.environment
                )
                let result = try await driver.start(
                    run,
                    prediction,
                    budget: service.isCharged ? limit.budget(at: now) : nil,
                    control: control
                ) { report.take($0) }
                reporter.finish()
                if let result, prediction.waits {
                    report.finish(result, run.id)
                } else {
                    report.finishSubmitted(run.id, isDone: result != nil, state: command.state.words)
                }
            }
        }
    }

    /// Starts an emulator when one is wanted, and stops it afterwards.
    private func withService(
        _ installation: Installation,
        _ service: ServiceSettings,
        _ predict: (ServiceSettings) async throws -> Void
    ) async throws {
        guard service.usesOwnEmulator else { return try await predict(service) }
        // A dry run sends nothing, so there need be nobody to send it to.
        if service.isDryRun {
            var service = service
            service.endpoint = "http://127.0.0.1"
            service.staging = "http://127.0.0.1/uploads"
            return try await predict(service)
        }
        reporter.step("starting the emulator")
        try await EmulatorProcess(program: installation.emulatorProgram)
            .run(environment: installation.environment) { address in
                try await predict(ServiceSettings(emulator: address, environment: installation.environment))
            }
    }

    private func plan(_ model: ModelDirectory) throws(RunnerError) -> OutputPlan {
        try OutputPlan(
            model.manifest,
            place: command.output,
            baseName: model.baseName,
            replaces: command.force
        )
    }

    /// Answers from an earlier run when there is one.
    private func reuse(
        _ reuse: Reuse,
        _ model: ModelDirectory,
        _ inputs: CheckedInputs,
        _ given: GivenInputs,
        _ service: ServiceSettings,
        _ report: PredictReport
    ) async throws -> Bool {
        guard let run = try await reuse.run(of: model, inputs, given: given, service: service) else {
            reporter.note("no earlier run can be reused")
            return false
        }
        let isThere = command.output.map { output in
            run.files.count == 1 && URL(filePath: output).path == run.files[0].path
        }
        reporter.note("reused the run \(run.id.short); nothing was sent, and nothing is charged")
        if isThere ?? true {
            report.finishReused(
                run,
                output: run.output ?? [:],
                paths: command.output.map { [$0] } ?? run.files.map(\.path)
            )
        } else {
            let copy = try await reuse.copy(run, to: try plan(model))
            report.finishReused(run, output: copy.output, paths: copy.paths)
        }
        return true
    }

    private func checkSecrets(_ model: ModelDirectory, _ service: ServiceSettings) throws(RunnerError) {
        guard !service.usesOwnEmulator, var error = service.missingSecretError(of: model.manifest) else { return }
        error.help = (error.help ?? "") + "\n      or try the model without an account: --emulator"
        guard command.dryRun else { throw error }
        reporter.warn("\(error.message); a real run stops here")
    }

    /// Refuses to write the output over one of the inputs.
    private func checkInputsSurvive(_ inputs: CheckedInputs, _ outputs: OutputPlan) throws(RunnerError) {
        let resolved = { (path: String) in URL(filePath: path).resolvingSymlinksInPath().path }
        for target in outputs.targets {
            let input = inputs.files.first { $0.path.map(resolved) == resolved(target.path) }
            guard let input else { continue }
            throw RunnerError(
                .usage,
                "the output '\(target.path)' is the input '\(input.name)'",
                help: "choose another name with -o"
            )
        }
    }
}
