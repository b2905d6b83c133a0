internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import ModelInputs
internal import ModelManifest
internal import ModelOutputs
package import ModelSupply
package import RunStore
internal import ServiceAccess
package import Spending

/// Turns a request into a run that is ready to be driven, or into every reason why it cannot be.
///
/// This is the one order of checks that protects the user's money, for all front ends: lock, inputs, links, secrets,
/// output places, price, consent. The daily budget comes last: the store checks it while it records the run, so that two
/// processes cannot both spend the last dollar. Nothing that is charged is sent meanwhile.
package struct Preparation: Sendable {
    let registry: Registry
    let installation: Installation
    let store: (any RunDatabase)?
    let memory: PreparationMemory?

    /// Prepares to check requests.
    ///
    /// - Parameters:
    ///   - registry: Where models are looked for.
    ///   - installation: Where programs, caches and compilers are.
    ///   - store: Where runs are recorded, which shows whether a request means one of them; `nil` when there is no store yet,
    ///     and for a dry run. ``RunDriver`` needs one.
    ///   - memory: What several requests have in common; `nil` for a single request.
    package init(
        registry: Registry,
        installation: Installation,
        store: (any RunDatabase)?,
        memory: PreparationMemory? = nil
    ) {
        self.registry = registry
        self.installation = installation
        self.store = store
        self.memory = memory
    }

    /// Checks a request.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - watch: Called before a check that takes time, and with each warning before the user is asked for consent.
    ///   - priced: Called with what the run costs once that is known, also when something stands in its way.
    /// - Returns: The run, with ``PreparedRun/existing`` when the request means a recorded one.
    /// - Throws: The finding when there is one: ``RunnerError``, ``InputViolations`` or ``ConsentRequired``;
    ///   ``PreparationFindings`` when there are several. `RunStoreError` when the store cannot be read, or with
    ///   `run-name-taken` when the caller has given the run's name to another request.
    package func prepare(
        _ request: PredictionRequest,
        watch: @Sendable (RunUpdate) -> Void = { _ in },
        priced: @Sendable (CostEstimate) -> Void = { _ in }
    ) async throws -> PreparedRun {
        var examined = try await examine(request, watch: watch)
        var match = RecordedMatch()
        if examined.findings.isEmpty, store != nil || !request.isDryRun {
            let identity = try identify(&examined)
            if let store {
                match = try await self.match(
                    Run(examined.run, identity, at: Date()),
                    examined.request,
                    mayBeCharged: examined.run.mayBeCharged,
                    in: store.redacting(examined.run.redactor)
                )
            }
            // Everything else about such a run was checked when it was recorded, or is when it continues.
            if let existing = match.existing, !request.isDryRun {
                for warning in examined.inputs.warnings { watch(.warning(warning)) }
                return try joining(examined.run, existing, examined.request)
            }
        }
        let outputs = checkRest(of: &examined)
        var run = examined.run
        priced(run.estimate)
        guard examined.findings.isEmpty, let outputs else { throw examined.findings.error }

        run.outputs = outputs
        run.warnings = examined.inputs.warnings
        (run.existing, run.earlier) = (match.existing, match.earlier)
        if case .ownEmulator = request.service { run.startsEmulator = true }
        // Whoever is asked has seen what is odd.
        for warning in run.warnings { watch(.warning(warning)) }
        (run.mayPay, run.isConfirmed) = try await run.permission(request.consent)
        return run
    }

    /// Checks the model and the inputs of a request: the first part of ``prepare(_:watch:priced:)``, which hashes no file.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - picture: The only input that has to be given, for a search of its subjects; `nil` for a prediction.
    ///   - watch: Called before a check that takes time.
    /// - Returns: What was found.
    /// - Throws: ``RunnerError`` when there is no such model, or when it differs from its lock.
    package func examine(
        _ request: PredictionRequest,
        subjectsOf picture: String? = nil,
        watch: @Sendable (RunUpdate) -> Void = { _ in }
    ) async throws -> ExaminedRequest {
        // Without a model there is nothing to check, and a model that differs from its lock is not used at all.
        let model = try self.model(request.model)
        if let memory {
            _ = try memory.key(of: model, installation)
        } else {
            try ModelLibraries(installation).check(model)
        }

        var findings = FindingCollector()
        let name = model.manifest.service
        var asked = findings.collect { try settings(for: request, of: name) }
        if let settings = asked { asked = await identified(settings) }
        // Wrong addresses keep nothing else from being found.
        let service = try asked ?? .withKeysOnly(of: model, installation)
        let sent = try SentInputs(request, model.manifest, installation)
        var request = request
        let earlier = await EarlierOutputs(store: store, caller: request.caller).resolve(sent.inputs, model.manifest)
        request.inputs = earlier.inputs
        let reach = reach(for: request, asked, name)
        var (inputs, violations) = InputCheck(model.manifest, reach: reach).examine(request.inputs)
        // What leads to no file is not checked as a file.
        let unresolved = Set(earlier.violations.map(\.input))
        violations = earlier.violations + violations.filter { !unresolved.contains($0.input) }
        let fitted = try await fit(request, model, reach, &inputs, &violations, watch)
        if let picture { violations.removeAll { $0.input != picture && request.inputs.values[$0.input] == nil } }
        findings.add(violations)
        noteStaging(request, service, model, &inputs, &findings)
        if request.checksLinks, asked != nil {
            watch(.progress(ProgressUpdate("checking the links")))
            let check = RemoteInputCheck(model.manifest, service, reach, installation)
            let remote = try await check.examine(inputs)
            inputs = remote.checked
            findings.add(remote.violations)
        }
        var run = described(request, model, inputs, service)
        findings.collect { run.serviceLimits = try ServiceLimits(environment: installation.environment) }
        run.sentFiles = sent.files
        run.fitted = fitted
        return ExaminedRequest(request: request, inputs: inputs, findings: findings, run: run)
    }

    /// Finds out what the record says about a request, for which its files are hashed.
    @discardableResult
    func identify(_ examined: inout ExaminedRequest) throws -> RunIdentity {
        let model = examined.run.model
        let identity = try RunIdentity(
            model,
            examined.request,
            examined.inputs,
            key: try memory?.key(of: model, installation) ?? RunKeys.key(of: model),
            memory
        )
        examined.run.identity = identity
        return identity
    }

    /// Checks what matters for a new run only: secrets, output places and the price.
    ///
    /// - Parameter examined: The request; receives what is found.
    /// - Returns: The output places; `nil` when they cannot be used.
    func checkRest(of examined: inout ExaminedRequest) -> OutputPlan? {
        let (request, model) = (examined.request, examined.run.model)
        noteSecrets(request, model, examined.run.service, &examined.inputs, &examined.findings)
        let outputs = examined.findings.collect { try plan(request, model) }
        if let outputs {
            examined.findings.add(clashes: examined.inputs, outputs)
            examined.inputs.warnings += outputs.warnings
        }
        let inputs = examined.inputs
        examined.run.checkPrice(
            maxCost: request.maxCost,
            request.allowance,
            request.consent,
            &examined.findings
        ) {
            estimate(of: model, inputs, request.consent, $0)
        }
        if let outputs, let problem = OutputSpace(outputs, seconds: examined.run.estimate.seconds).problem() {
            note(problem, request, &examined.inputs, &examined.findings)
        }
        return outputs
    }
}

// MARK: - The checks

extension Preparation {
    private func identified(_ settings: ServiceSettings) async -> ServiceSettings {
        if let memory { return await memory.identified(settings, installation) }
        return await EmulatorIdentification(installation: installation).identified(settings)
    }

    func model(_ choice: ModelChoice) throws(RunnerError) -> ModelDirectory {
        switch choice {
        case .named(let name): try registry.model(name)
        case .directory(let model): model
        }
    }

    func settings(
        for request: PredictionRequest,
        of service: ServiceName?
    ) throws(RunnerError) -> ServiceSettings {
        var settings: ServiceSettings
        switch request.service {
        case .service(let endpoint, let staging):
            settings = try ServiceSettings(
                of: service,
                endpoint: endpoint,
                staging: staging,
                environment: installation.environment
            )
        case .ownEmulator:
            settings = try ServiceSettings(emulator: nil, of: service, environment: installation.environment)
        case .emulator(let address):
            settings = try ServiceSettings(emulator: address, of: service, environment: installation.environment)
        }
        settings.isDryRun = request.isDryRun
        settings.cleansUpStaging = request.cleansUpStaging
        settings.hasForeignInputs = request.caller.recorded != nil
        return settings
    }

    /// What inputs can be given; where the settings are wrong, everything is accepted, so that only they are reported.
    func reach(
        for request: PredictionRequest,
        _ settings: ServiceSettings?,
        _ service: ServiceName?
    ) -> InputCheck.Reach {
        var reach = InputCheck.Reach(stagesFiles: true, allowsLoopback: true)
        if let settings, !settings.usesOwnEmulator { reach = settings.reach }
        reach.hasService = service != nil
        reach.suggestsEmulator = service?.isEmulated == true
        if case .remote = request.caller {
            reach.allowsPaths = false
            reach.allowsLoopback = false
        }
        return reach
    }

    func noteStaging(
        _ request: PredictionRequest,
        _ service: ServiceSettings,
        _ model: ModelDirectory,
        _ inputs: inout CheckedInputs,
        _ findings: inout FindingCollector
    ) {
        let hasLocalFiles = inputs.files.contains { $0.path != nil }
        guard let problem = service.stagingProblem(of: model.manifest, hasLocalFiles: hasLocalFiles) else { return }
        note(problem, request, &inputs, &findings)
    }

    func noteSecrets(
        _ request: PredictionRequest,
        _ model: ModelDirectory,
        _ service: ServiceSettings,
        _ inputs: inout CheckedInputs,
        _ findings: inout FindingCollector
    ) {
        guard let error = service.missingSecretError(of: model.manifest) else { return }
        note(error, request, &inputs, &findings)
    }

    /// What stops a run is only a warning in a dry run, which needs neither keys nor a bucket.
    private func note(
        _ problem: RunnerError,
        _ request: PredictionRequest,
        _ inputs: inout CheckedInputs,
        _ findings: inout FindingCollector
    ) {
        if request.isDryRun {
            inputs.warnings.append("\(problem.message); a real run stops here")
        } else {
            findings.add(problem)
        }
    }

    func plan(_ request: PredictionRequest, _ model: ModelDirectory) throws(RunnerError) -> OutputPlan {
        try OutputPlan(
            model.manifest,
            place: request.output,
            baseName: model.baseName,
            replaces: request.replacesOutput
        )
    }

    /// What is known about a run before its output places are chosen.
    private func described(
        _ request: PredictionRequest,
        _ model: ModelDirectory,
        _ inputs: CheckedInputs,
        _ service: ServiceSettings
    ) -> PreparedRun {
        var run = PreparedRun(
            model: model,
            inputs: inputs.values,
            outputs: OutputPlan(targets: [], replaces: request.replacesOutput),
            service: service,
            timeout: request.timeout,
            installation: installation
        )
        run.waits = request.waits
        run.request = request
        return run
    }
}

extension ServiceSettings {
    /// The settings of a model without any address, to continue checking when an address is wrong.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - installation: The environment.
    /// - Returns: Settings with the keys that the manifest declares.
    /// - Throws: Nothing, since there is no address.
    static func withKeysOnly(
        of model: ModelDirectory,
        _ installation: Installation
    ) throws(RunnerError) -> ServiceSettings {
        let keys = installation.environment.filter { name, _ in model.manifest.secrets.contains { $0.key == name } }
        return try ServiceSettings(of: nil, endpoint: nil, staging: nil, environment: keys)
    }
}

extension FindingCollector {
    /// Notes an output that would be written over one of the inputs.
    fileprivate mutating func add(clashes inputs: CheckedInputs, _ outputs: OutputPlan) {
        let resolved = { (path: String) in URL(filePath: path).resolvingSymlinksInPath().path }
        for target in outputs.targets {
            let input = inputs.files.first { $0.path.map(resolved) == resolved(target.path) }
            guard let input else { continue }
            add(
                RunnerError(
                    .usage,
                    "the output '\(target.path)' is the input '\(input.name)'",
                    help: "choose another name with -o"
                )
            )
        }
    }
}
