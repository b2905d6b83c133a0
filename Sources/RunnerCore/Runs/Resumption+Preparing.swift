internal import ErrorReporting
internal import Glibc
internal import InferenceKit
internal import ModelManifest
internal import RunStore

extension Resumption {
    /// Makes a recorded run ready to go on, and checks all that it needs; nothing is sent.
    ///
    /// - Parameters:
    ///   - run: The run, whose lease this process has.
    ///   - past: What it has recorded.
    ///   - options: What is to be different this time.
    ///   - lease: The lease.
    ///   - watch: Told what is odd.
    /// - Returns: The prediction.
    /// - Throws: ``RunnerError`` when something that it needs is not there, or `RunStoreError`.
    func prepare(
        _ run: Run,
        _ past: RunPast,
        _ options: Options,
        _ lease: RunLease,
        _ watch: (RunUpdate) -> Void
    ) async throws -> Prediction {
        try checkService(run)
        let model = try model(of: run)
        try checkLock(of: model, run, for: "resume")
        let service = try service(of: run, options)
        try checkSecrets(model, service)
        if !past.isPaid { try run.input.checkStillThere(mayBePaid: past.mayBePaid) }
        let outputs = try outputs(of: run, model, options)
        let key = try RunKeys.key(of: model)
        if key != run.model.key {
            watch(
                .warning("the model in '\(model.path)' has changed since the run began; going on with it as it is now")
            )
        }
        let driven = RunModel(name: model.manifest.fullName, directory: model.path, key: key)
        var reached = service.record
        // A task is known only where it was submitted, so another address is for this attempt and does not take that one's place.
        if past.isPaid { reached.endpoint = run.service.endpoint }
        if driven != run.model || reached != run.service {
            try await database.update(.driven(driven, reached), lease, at: now())
        }
        if outputs.places != run.places || outputs.replaces != run.replacesFiles {
            try await database.update(.places(outputs.places, replacesFiles: outputs.replaces), lease, at: now())
            try outputs.move(from: run.places)
        }
        var prediction = Prediction(
            model: model,
            inputs: run.input.checked,
            outputs: outputs,
            service: service,
            timeout: options.timeout ?? run.timeout,
            installation: installation
        )
        prediction.past = past
        return prediction
    }

    /// Makes a run ready to be cancelled at the service, for which its outputs are of no account.
    func prepareCancellation(_ run: Run, _ past: RunPast) throws -> Prediction {
        try checkService(run)
        let model = try model(of: run)
        try checkLock(of: model, run, for: "cancel")
        let service = try service(of: run, Options())
        try checkSecrets(model, service)
        var prediction = Prediction(
            model: model,
            inputs: run.input.checked,
            outputs: try OutputPlan(of: run, model.manifest, replaces: false),
            service: service,
            timeout: .seconds(60),
            installation: installation
        )
        prediction.past = past
        // A run that was about to end well is cancelled all the same.
        prediction.past.output = nil
        return prediction
    }
}

// MARK: - What a run needs

extension Resumption {
    private func checkService(_ run: Run) throws(RunnerError) {
        guard run.service.usesOwnEmulator else { return }
        throw RunnerError(
            .usage,
            "the run '\(run.id.short)' used an emulator that ended with its command, so there is nothing to go on with",
            help: "predict again"
        )
    }

    private func model(of run: Run) throws(RunnerError) -> ModelDirectory {
        guard access("\(run.model.directory)/inf.yml", R_OK) == 0 else {
            throw RunnerError(
                .configuration,
                "the model '\(run.model.name)' is not in '\(run.model.directory)' any more",
                help: "put it back, or a symbolic link to where it is now"
            )
        }
        return try Registry.model(at: run.model.directory)
    }

    /// Refuses a model that is not what its lock says; the run stays as it is.
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

    /// The recorded way to the world; another one has to be asked for, so that nothing goes to another service by accident.
    private func service(of run: Run, _ options: Options) throws(RunnerError) -> ServiceSettings {
        let environment = installation.environment
        let present = try ServiceSettings(endpoint: nil, staging: nil, environment: environment)
        if options.endpoint == nil, let endpoint = present.endpoint, endpoint != run.service.endpoint {
            throw RunnerError(
                .configuration,
                "the run '\(run.id.short)' was begun at \(run.service.endpoint.map { "'\($0)'" } ?? "the service's own address"), "
                    + "but VISION_ENDPOINT names another",
                help:
                    "unset VISION_ENDPOINT\(run.service.endpoint.map { ", or set it to '\($0)'" } ?? ""); a task is known only where it was "
                    + "submitted, and 'runner runs resume --endpoint' names another address on purpose"
            )
        }
        var settings = try ServiceSettings(
            endpoint: options.endpoint ?? run.service.endpoint,
            staging: options.staging ?? run.service.staging,
            environment: environment.filter { !["VISION_ENDPOINT", "RUNNER_STAGING"].contains($0.key) }
        )
        settings.usesOwnEmulator = run.service.usesOwnEmulator
        settings.cleansUpStaging = options.cleansUpStaging
        return settings
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
        // A name of our own choice that is taken by now is no obstacle, nor is a file that is ours already.
        for target in plan.targets {
            let named = run.files.contains { $0.name == target.declaration.name && $0.path == target.path }
            try plan.check(target, isOurs: target.base != nil || (named && run.output != nil))
        }
        return plan
    }
}
