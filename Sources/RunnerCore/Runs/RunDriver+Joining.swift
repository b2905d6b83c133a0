internal import ErrorReporting
internal import FileStores
internal import FoundationEssentials
internal import ModelManifest
internal import ModelOutputs
internal import ModelSupply
internal import RunStore

extension RunDriver {
    /// Brings the recorded run that a request means to its end.
    ///
    /// A run that another process drives is waited for, one that nobody drives is continued, and one of unknown outcome is
    /// reported.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - prepared: The request.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Returns: The run and its result.
    /// - Throws: ``RunStopped``, ``RunnerError``, or `RunStoreError` when the run cannot be taken.
    func join(
        _ run: Run,
        _ prepared: PreparedRun,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Started {
        if run.status == .succeeded {
            return Started(run: run.id, result: try await result(of: run, prepared), origin: .reused)
        }
        let isSubmitted = run.isPaid && run.status != .unknown
        if !prepared.waits, isSubmitted || run.lease?.isHeld(at: now()) == true {
            return Started(run: run.id, result: nil, origin: .continued)
        }
        let resumption = Resumption(database: database, installation: prepared.installation)
        do {
            let options = prepared.request.map { Resumption.Options($0, prepared.model, joining: run) }
            // Whoever drives a run keeps to its time limit; one that nobody drives would be waited for without end.
            let ended = try await resumption.finish(
                run.id,
                options ?? Resumption.Options(),
                limit: run.isEnqueued ? prepared.timeout : nil,
                stop: stop,
                watch: watch
            )
            let result = ended.status == .succeeded ? try await result(of: ended, prepared) : nil
            return Started(run: run.id, result: result, origin: .continued)
        } catch var stopped as RunStopped {
            stopped.isJoined = true
            throw stopped
        }
    }

    /// The result of a run that was recorded before, where the request wants it.
    private func result(of run: Run, _ prepared: PreparedRun) async throws -> RunResult {
        let result = try RunResult(recorded: try await SharedFiles(prepared.installation)?.home(run) ?? run)
        guard let request = prepared.request, let place = request.output, !run.puts(itsOutputAt: place) else {
            return result
        }
        let plan = try OutputPlan(
            prepared.model.manifest,
            place: place,
            baseName: prepared.model.baseName,
            replaces: request.replacesOutput
        )
        return try await result.copied(to: plan)
    }
}

extension Resumption.Options {
    /// What applies to a recorded run that takes the place of a new one.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - model: Its model.
    ///   - run: The recorded run.
    fileprivate init(_ request: PredictionRequest, _ model: ModelDirectory, joining run: Run) {
        self.init(
            place: request.output.flatMap { run.puts(itsOutputAt: $0) ? nil : $0 },
            replaces: request.replacesOutput,
            timeout: request.timeout,
            cleansUpStaging: request.cleansUpStaging
        )
        switch request.service {
        case .service(let endpoint, let staging): (self.endpoint, self.staging) = (endpoint, staging)
        case .emulator(let address): emulator = address
        case .ownEmulator: break
        }
        (maxCost, consent, waits) = (request.maxCost, request.consent, request.waits)
        self.model = model
    }
}
