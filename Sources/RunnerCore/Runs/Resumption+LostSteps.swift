internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import ModelManifest
internal import ModelSupply
internal import RunStore
internal import ServiceAccess

extension Resumption {
    /// Looks for the result of the paid step of an unknown run; what is found is recorded as if its answer had arrived.
    ///
    /// - Parameters:
    ///   - run: The run, whose lease this process has and whose outcome is unknown.
    ///   - options: The options that replace the recorded ones.
    ///   - lease: The lease.
    ///   - watch: Called with what was found out.
    /// - Returns: The run as it is recorded afterwards.
    /// - Throws: `RunStoreError`, or `CancellationError`. What keeps the model from looking is a warning.
    func recovered(
        _ run: Run,
        _ options: Options,
        _ lease: RunLease,
        _ watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Run {
        guard !run.service.usesOwnEmulator,
            let step = try await database.steps(of: run.id).last(where: \.isUndecided)
        else { return run }
        let lost = LostStep(
            key: LostStep.key(ofRun: try LostStepKey.run(run.id), step: step.record.name, ordinal: step.record.ordinal),
            name: step.record.name,
            began: UTCTime(secondsSinceEpoch: Int64(step.began.timeIntervalSince1970))
        )
        let found: LostStepSearch.Answer?
        let secrets: [String]
        do {
            let (model, service) = try searchable(run, options)
            let library = try await ModelLibraries(installation).library(of: model) { watch(.warning($0)) }
            // Not every model looks for something.
            watch(.progress(ProgressUpdate("asking the model for the result of '\(lost.name)'")))
            found = try await LostStepSearch(installation: installation, service: service)
                .find(lost, model, library: library)
            secrets = service.secretValues(of: model.manifest)
        } catch let error as any ReportedError {
            // Whatever keeps the model from looking, the run stays one that may have been charged.
            let report = error.report
            let help = report.help.map { "; \($0)" } ?? ""
            watch(.warning("the service cannot be asked what became of the run: \(report.message)\(help)"))
            return run
        }
        switch found?.finding {
        case nil: return run
        case .notFound(let reason):
            watch(.warning("the outcome remains unknown: \(reason)"))
            return run
        case .found(let result, let taskID):
            let outcome = StepRecord(
                name: step.record.name,
                ordinal: step.record.ordinal,
                paid: true,
                phase: .succeeded,
                result: result,
                linkedHosts: found?.linkedHosts
            )
            // Redacted like a result that arrives in time.
            let database = database.redacting(Redactor(secrets: secrets))
            try await database.adopt(outcome, lease, at: now())
            try? await database.update(.task(taskID), lease, at: now())
            watch(.task(taskID))
            return try await database.run(named: run.id.description)
        }
    }
}
