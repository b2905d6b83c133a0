import ArgumentParser
import FoundationEssentials
import InferenceKit
import ModelManifest
import RunnerCore

/// The work of `runner predict`, in the order that protects money: everything that can fail for free comes first.
struct PredictJob {
    let command: Predict
    let reporter: ProgressReporter

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let installation = Installation(environment: environment, cache: command.cache)
        let model = try command.registry.registry.model(command.model)
        var service = try ServiceSettings(
            endpoint: command.service.emulator ? nil : command.service.endpoint,
            staging: command.service.staging,
            environment: environment
        )
        service.isDryRun = command.dryRun
        let given = try GivenInputSource(command, installation).read()
        defer { given.standardInput?.remove() }
        let reach =
            command.service.emulator ? InputCheck.Reach(stagesFiles: true, allowsLoopback: true) : service.reach
        let inputs = try InputCheck(model.manifest, reach: reach)
            .check(given.inputs, standardInput: given.standardInputPath)
        for warning in inputs.warnings { reporter.warn(warning) }
        try checkSecrets(model, service)
        let outputs = try OutputPlan(
            model.manifest,
            place: command.output,
            baseName: baseName(model),
            replaces: command.force
        )
        try checkInputsSurvive(inputs, outputs)
        let estimate = CostEstimate(model.manifest.pricing, inputs)
        if model.manifest.pricing != nil {
            reporter.note("price: \(estimate)\(command.service.emulator ? " (not charged by the emulator)" : "")")
        }
        let report = PredictReport(
            model: model,
            estimate: estimate,
            isCharged: !command.service.emulator,
            isJSON: command.json,
            reporter: reporter
        )
        let predict = { (service: ServiceSettings) in
            let prediction = Prediction(
                model: model,
                inputs: inputs,
                outputs: outputs,
                service: service,
                timeout: command.timeout.duration,
                installation: installation
            )
            return try await Interruption.watched(cancels: command.cancelOnInterrupt, reporter: reporter) { control in
                try await prediction.run(control: control) { report.take($0) }
            }
        }
        let result: Prediction.Result?
        if command.service.emulator {
            result = try await withEmulator(installation, service, predict)
        } else {
            result = try await predict(service)
        }
        reporter.finish()
        report.finish(result)
    }

    private func withEmulator(
        _ installation: Installation,
        _ service: ServiceSettings,
        _ predict: (ServiceSettings) async throws -> Prediction.Result?
    ) async throws -> Prediction.Result? {
        // A dry run sends nothing, so there need be nobody to send it to.
        if service.isDryRun {
            var service = service
            service.endpoint = "http://127.0.0.1"
            service.staging = "http://127.0.0.1/uploads"
            return try await predict(service)
        }
        reporter.step("starting the emulator")
        return try await EmulatorProcess(program: installation.emulatorProgram)
            .run(environment: installation.environment) { address in
                let environment = installation.environment.merging(address.variables) { _, new in new }
                return try await predict(try ServiceSettings(endpoint: nil, staging: nil, environment: environment))
            }
    }

    private func checkSecrets(_ model: ModelDirectory, _ service: ServiceSettings) throws(RunnerError) {
        guard !command.service.emulator else { return }
        let missing = service.missingSecrets(of: model.manifest)
        guard !missing.isEmpty else { return }
        let names = missing.map(\.key).joined(separator: ", ")
        let error = RunnerError(
            .missingSecret,
            missing.count == 1 ? "the secret \(names) is not set" : "the secrets \(names) are not set",
            help: missing.map { "set \($0.key): \($0.description)" }.joined(separator: "\n      ")
                + "\n      or try the model without an account: --emulator"
        )
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

    private func baseName(_ model: ModelDirectory) -> String {
        model.manifest.name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? String($0) : "_" }.joined()
    }
}
