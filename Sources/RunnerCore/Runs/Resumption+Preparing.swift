internal import Addresses
internal import ErrorReporting
internal import FileStores
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import ModelManifest
internal import ModelOutputs
internal import ModelSupply
internal import RunStore
internal import ServiceAccess
internal import Spending
internal import SystemReasons

extension Resumption {
    /// Prepares a recorded run to continue, and checks everything that it needs; nothing is sent.
    ///
    /// The cost of a run that has not been paid for yet is reserved again, since other runs may have spent the money of the day.
    ///
    /// - Parameters:
    ///   - run: The run, whose lease this process has.
    ///   - past: What earlier parts of the run have recorded.
    ///   - options: The options that replace the recorded ones.
    ///   - lease: The lease.
    ///   - watch: Called with warnings.
    /// - Returns: The run, ready to be driven.
    /// - Throws: ``RunnerError`` when something that it needs is missing, ``ConsentRequired``, or
    ///   `RunStoreError`, with `over-budget` when the daily limit does not allow the run.
    func prepare(
        _ run: Run,
        _ past: RunPast,
        _ options: Options,
        _ lease: RunLease,
        _ watch: (RunUpdate) -> Void
    ) async throws -> PreparedRun {
        // As in Preparation: without its model there is nothing to check, and everything else is found at once, by the same checks.
        if options.emulator == nil { try checkService(run) }
        let model = try options.model ?? model(of: run)
        try checkLock(of: model, run, for: "resume")
        var findings = FindingCollector()
        let asked = findings.collect { try self.service(of: run, model, options) }
        let service = await EmulatorIdentification(installation: installation)
            .identified(try asked ?? .withKeysOnly(of: model, installation))
        // Where the settings of the store of files are wrong, only they are reported.
        let stores = findings.collect { [try SharedFiles(installation)].compactMap(\.self) }
        var (input, brought): (RunInput, SentFiles?) = (run.input, nil)
        if !past.isPaid, let stores {
            do {
                if let here = try await stores.first?.bring(run.input, into: installation.temporaryDirectory) {
                    (input, brought) = (here.input, here.files)
                } else {
                    try input.checkStillThere(mayBePaid: past.mayBePaid)
                }
            } catch {
                findings.add(error)
            }
        }
        let sendsFiles = !past.mayBePaid && !input.files.isEmpty
        if let problem = service.stagingProblem(of: model.manifest, hasLocalFiles: sendsFiles) { findings.add(problem) }
        if let problem = service.missingSecretError(of: model.manifest) { findings.add(problem) }
        // The paths of another machine mean nothing here; its user fetches the outputs from the store of files.
        let isForeign = stores?.isEmpty == false && run.places.contains { $0.host != nil && $0.host != RunOwner.host }
        var options = options
        if isForeign, options.place == nil { options.place = try outputDirectory(of: run) }
        let outputs = findings.collect { try self.outputs(of: run, model, options) }
        var prepared = PreparedRun(
            model: model,
            inputs: input.checked,
            outputs: outputs ?? OutputPlan(targets: [], replaces: options.replaces),
            service: service,
            timeout: options.timeout ?? run.timeout,
            installation: installation
        )
        findings.collect { prepared.serviceLimits = try ServiceLimits(environment: installation.environment) }
        prepared.past = past
        prepared.queue = options.queue
        prepared.sentFiles = brought
        prepared.waits = options.waits
        let recorded = CostEstimate(recorded: run.estimate, model.manifest.pricing)
        prepared.estimate = recorded
        // What is paid was agreed to when it was paid, and no limit stops it.
        if !past.isPaid {
            prepared.checkPrice(maxCost: options.maxCost, options.allowance, options.consent, &findings) { _ in
                recorded
            }
        }
        // What is paid is fetched all the same: a file that does not fit is kept as far as it was written.
        if let outputs, !past.isPaid {
            let measured = model.manifest.pricing?.durationFrom.flatMap { input.checked[$0] }
            let seconds = PreparedRun.length(of: measured)
            if let problem = OutputSpace(outputs, seconds: seconds).problem() { findings.add(problem) }
        }
        guard findings.isEmpty else { throw findings.error }

        let key = try RunKeys.key(of: model)
        if key != run.model.key {
            watch(
                .warning(
                    "the model in '\(model.path)' has changed since the run began; the run continues with the current version"
                )
            )
        }
        prepared.mayPay = try await past.isPaid ? true : prepared.permission(options.consent).mayPay
        // Consent comes first: it can take the user a while, and other runs spend money meanwhile.
        let time = now()
        if !past.isPaid, service.isCharged, prepared.mayPay, let budget = prepared.limit.budget(at: time) {
            try await database.reserve(budget, lease, at: time)
        }
        try await record(
            RunModel(name: model.manifest.fullName, directory: model.path, key: key),
            of: run,
            prepared,
            lease,
            keepsPlaces: isForeign
        )
        return prepared
    }

    /// Records what is different this time, once nothing prevents the run.
    private func record(
        _ model: RunModel,
        of run: Run,
        _ prepared: PreparedRun,
        _ lease: RunLease,
        keepsPlaces: Bool
    ) async throws {
        var reached = prepared.service.record
        // A task is known only where it was submitted, so another endpoint counts for this attempt only.
        if prepared.past.isPaid { reached.endpoint = run.service.endpoint }
        if model != run.model || reached != run.service {
            try await database.update(.driven(model, reached), lease, at: now())
        }
        let outputs = prepared.outputs
        guard !keepsPlaces else { return }
        guard outputs.places != run.places || outputs.replaces != run.replacesFiles else { return }
        try await database.update(.places(outputs.places, replacesFiles: outputs.replaces), lease, at: now())
        try outputs.move(from: run.places)
    }

    /// The model of a run and its service, with everything that a question to the service needs.
    func searchable(_ run: Run, _ options: Options) throws -> (ModelDirectory, ServiceSettings) {
        let model = try model(of: run)
        try checkLock(of: model, run, for: "resume")
        let service = try service(of: run, model, options)
        try checkSecrets(model, service)
        return (model, service)
    }

    /// Prepares a run to be canceled at the service, which does not need its outputs.
    func prepareCancellation(_ run: Run, _ past: RunPast) throws -> PreparedRun {
        try checkService(run)
        let model = try model(of: run)
        try checkLock(of: model, run, for: "cancel")
        let service = try service(of: run, model, Options())
        try checkSecrets(model, service)
        var prepared = PreparedRun(
            model: model,
            inputs: run.input.checked,
            outputs: try OutputPlan(of: run, model.manifest, replaces: false),
            service: service,
            timeout: .seconds(60),
            installation: installation
        )
        prepared.past = past
        // A run that was about to succeed is canceled all the same.
        prepared.past.output = nil
        return prepared
    }
}

// MARK: - What a run needs

extension Resumption {
    private func checkService(_ run: Run) throws(RunnerError) {
        guard run.service.usesOwnEmulator else { return }
        throw RunnerError(
            .usage,
            "the run '\(run.id.short)' used an emulator that stopped with its command, so it cannot continue",
            help: "predict again"
        )
    }

    private func model(of run: Run) throws(RunnerError) -> ModelDirectory {
        guard access("\(run.model.directory)/inf.yml", R_OK) == 0 else {
            throw RunnerError(
                .modelMissing,
                "the model '\(run.model.name)' is missing from '\(run.model.directory)'",
                help: "move it back, or create a symbolic link to its new location"
            )
        }
        return try Registry.model(at: run.model.directory)
    }

    /// Refuses a model that differs from its lock; the run stays as it is.
    private func checkLock(of model: ModelDirectory, _ run: Run, for command: String) throws(RunnerError) {
        do throws(RunnerError) {
            try ModelLibraries(installation).check(model)
        } catch {
            var error = error
            let then = "'\(CommandText.runner(["runs", command, run.id.short]))' works then"
            error.help = "\(error.help ?? "")\n      the run stays as it is: \(then)"
            error.taskID = run.taskID
            throw error
        }
    }

    /// The recorded settings; another endpoint has to be named, so that nothing goes to another service by accident.
    private func service(
        of run: Run,
        _ model: ModelDirectory,
        _ options: Options
    ) throws(RunnerError) -> ServiceSettings {
        let name = model.manifest.service
        if run.service.usesOwnEmulator, let emulator = options.emulator {
            return try ServiceSettings(emulator: emulator, of: name, environment: installation.environment)
        }
        var environment = installation.environment
        let present = try ServiceSettings(of: name, endpoint: nil, staging: nil, environment: environment)
        if options.endpoint == nil, let name, let endpoint = present.endpoint,
            // An earlier version recorded the endpoint as it was given.
            endpoint != run.service.endpoint.map(LinkSpelling.usual)
        {
            let variable = name.endpointVariable
            let began = run.service.endpoint.map { "'\($0)'" }
            throw RunnerError(
                .configuration,
                "the run '\(run.id.short)' was started at \(began ?? "the service's own address"), but \(variable) points "
                    + "elsewhere",
                help:
                    "unset \(variable)\(began.map { ", or set it to \($0)" } ?? ""); a task is known only where it was "
                    + "submitted, and 'runner runs resume --endpoint' deliberately uses another address"
            )
        }
        environment["RUNNER_STAGING"] = nil
        if let name { environment[name.endpointVariable] = nil }
        var settings = try ServiceSettings(
            of: name,
            endpoint: options.endpoint ?? run.service.endpoint,
            staging: options.staging ?? run.service.staging,
            environment: environment
        )
        settings.usesOwnEmulator = run.service.usesOwnEmulator
        settings.cleansUpStaging = options.cleansUpStaging
        settings.hasForeignInputs = run.caller != nil
        return settings
    }

    /// A directory of this machine for the outputs of a run whose user is on another.
    private func outputDirectory(of run: Run) throws -> String {
        let directory = "\(try installation.cacheDirectory())/outputs/\(run.id)"
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw RunnerError(
                .cannotWrite,
                "'\(directory)' cannot be created: \(SystemReason.text(of: error))",
                help: "free some space, or choose another cache with RUNNER_CACHE"
            )
        }
        return "\(directory)/"
    }

    private func checkSecrets(_ model: ModelDirectory, _ service: ServiceSettings) throws(RunnerError) {
        if let error = service.missingSecretError(of: model.manifest) { throw error }
    }

    private func outputs(of run: Run, _ model: ModelDirectory, _ options: Options) throws(RunnerError) -> OutputPlan {
        if let place = options.place {
            return try OutputPlan(
                model.manifest,
                place: place,
                baseName: model.baseName,
                replaces: options.replaces,
                continuing: run.places
            )
        }
        let plan = try OutputPlan(of: run, model.manifest, replaces: options.replaces)
        // A name of our own choice may be taken by now, and a file of that name may be the run's own.
        for target in plan.targets {
            let named = run.files.contains { $0.name == target.name && $0.path == target.path }
            try plan.check(target, isOurs: target.base != nil || (named && run.output != nil))
        }
        return plan
    }
}
