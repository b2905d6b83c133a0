internal import ErrorReporting
package import FoundationEssentials
internal import InferenceKit
package import RunStore

/// Makes predictions that are recorded, so that each can go on after whatever happens to this process.
package struct RunDriver: Sendable {
    private let database: any RunDatabase
    private let faults: FaultInjection?
    private let now: @Sendable () -> Date

    /// Prepares to drive runs.
    ///
    /// - Parameters:
    ///   - database: Where runs are recorded.
    ///   - environment: `RUNNER_FAULT` names a moment at which a test kills processes.
    ///   - now: The time of day.
    package init(
        _ database: any RunDatabase,
        environment: [String: String],
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.database = database
        self.now = now
        faults = FaultInjection(environment: environment)
    }

    /// Records a run, and predicts.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - prediction: The same, ready to run.
    ///   - budget: How much all runs together may cost.
    ///   - control: What the user wants meanwhile.
    ///   - watch: Called with everything that happens.
    /// - Returns: The result, or `nil` when the task is submitted and nobody waits for it.
    /// - Throws: ``RunStopped``, or `RunStoreError` when the run cannot be recorded.
    package func start(
        _ run: Run,
        _ prediction: Prediction,
        budget: RunBudget?,
        control: RunControl,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Prediction.Result? {
        let lease = try await database.create(run, owner: .current, budget: budget)
        faults?.reach(.afterCreate)
        return try await drive(prediction, run.id, lease, control: control, watch: watch)
    }

    /// Predicts with the lease of a recorded run, records how that ended, and gives the lease back.
    func drive(
        _ prediction: Prediction,
        _ run: RunID,
        _ lease: RunLease,
        control: RunControl,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Prediction.Result? {
        let recorder = RunRecorder(database: database, lease: lease, faults: faults, now: now)
        do {
            if !prediction.past.hasBegun { try await recorder.record(.status(.starting)) }
        } catch {
            throw RunStopped(error, run: run, way: .resume)
        }
        // Not a part of this task: the lease is needed also while a cancelled run is brought to its end.
        let heartbeat = Task { await recorder.keepAlive(control) }
        let attempt = await prediction.attempt(recorder: recorder, control: control, watch: watch)
        heartbeat.cancel()
        await heartbeat.value
        switch attempt.end {
        case .finished(let result):
            faults?.reach(.beforeEnd)
            await end(
                .succeeded(output: result.output, files: result.files, price: result.price, log: attempt.log),
                lease,
                watch: watch
            )
            faults?.reach(.afterEnd)
            return result
        case .submitted, .dryRun:
            try? await database.release(lease)
            return nil
        case .failed(let error):
            throw await stopped(run, lease, error, attempt, prediction, watch: watch)
        }
    }

    /// Records why a run has no result.
    private func stopped(
        _ run: RunID,
        _ lease: RunLease,
        _ error: any Error,
        _ attempt: Attempt,
        _ prediction: Prediction,
        watch: @Sendable (RunUpdate) -> Void
    ) async -> RunStopped {
        // A task that was canceled on its way says nothing of the run.
        var report =
            error is CancellationError
            ? RunnerError(.interrupted, "stopped before the end of the run").report : ErrorReport(error)
        let fate = RunFate(
            RunFate.Facts(
                code: report.code,
                isFinal: attempt.isFinal,
                moment: attempt.moment,
                isOutcomeOpen: attempt.isOutcomeOpen
            )
        )
        // Nothing goes on with an emulator that ends with this process.
        let isLost = prediction.service.usesOwnEmulator && (fate == .interrupted || fate == .unknown)
        var shown = error
        // What a run that can go on has fetched is needed then.
        if isLost || fate == .failed || fate == .canceled,
            let kept = prediction.outputs.discardPartials(isPaid: attempt.moment != .unpaid)
        {
            report = report.advising(kept)
            shown = report
        }
        let failure = RunFailure(report)
        if fate == .interrupted { prediction.outputs.discardEmptyPartials() }
        let ending: RunEnding =
            switch fate {
            case _ where isLost: .failed(failure, log: attempt.log)
            case .interrupted: .interrupted(failure, log: attempt.log)
            case .failed: .failed(failure, log: attempt.log)
            case .canceled: .canceled(failure, log: attempt.log)
            case .unknown: .unknown(failure, log: attempt.log)
            }
        // Another process drives the run now, and records what comes of it.
        if failure.code == RunStoreError.Code.leaseLost.rawValue { return RunStopped(shown, run: run, way: .none) }
        await end(ending, lease, watch: watch)
        let way: RunStopped.Way =
            switch fate {
            case _ where isLost: .predictAgain
            case .interrupted: .resume
            case .unknown: .resubmit
            case .failed, .canceled: .none
            }
        let stake = way == .resubmit ? try? await database.run(named: run.description).estimate : nil
        return RunStopped(shown, run: run, way: way, stake: stake)
    }

    /// A record that cannot be ended is no reason to keep a result from the user: the run can be resumed, at no cost.
    private func end(_ ending: RunEnding, _ lease: RunLease, watch: (RunUpdate) -> Void) async {
        do {
            try await database.end(ending, lease, at: now())
        } catch {
            watch(.warning("how the run '\(lease.run.short)' ended cannot be recorded: \(error.message)"))
        }
    }
}
