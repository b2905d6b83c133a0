internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import ModelInputs
internal import ModelSupply
package import RunStore
internal import RunnerCore

extension RunQueue {
    /// Drives a run whose turn it is, and returns its outcome.
    nonisolated func drive(_ entry: QueueEntry) async {
        let start = ContinuousClock.now
        tell(.started, entry)
        let failure: (any Error)?
        do {
            try await attempt(entry)
            failure = nil
        } catch {
            failure = error
        }
        let run = try? await store.run(named: entry.id.description)
        await leave(entry, after: ContinuousClock.now - start)
        await settle(entry, run, failure)
    }

    private nonisolated func attempt(_ entry: QueueEntry) async throws {
        let watch = { @Sendable (update: RunUpdate) in self.heard(update, entry) }
        let prepared: PreparedRun
        let held: RunLease?
        switch entry.work {
        case .prepared(let run, let lease): (prepared, held) = (run, lease)
        case .claimed(let lease, let model):
            let options: Resumption.Options
            do {
                options = try await self.options(entry.id, model)
            } catch {
                try? await store.release(lease)
                throw error
            }
            return try await resumption.resume(lease, options, stop: entry.stop, watch: watch)
        case .doubtful(let model):
            let options = try await options(entry.id, model)
            _ = try await resumption.resume(entry.id, options, stop: entry.stop, watch: watch)
            return
        case .resubmitted(let resubmission, let admission):
            return try await resubmit(entry, resubmission, admission, watch)
        case .recorded:
            _ = try await resumption.resume(entry.id, try await options(entry.id), stop: entry.stop, watch: watch)
            return
        }
        let lease: RunLease
        if let held {
            lease = held
        } else {
            lease = try await store.acquire(entry.id, for: .current, at: now())
            // Somebody else may have driven or canceled it while it waited.
            guard try await store.run(named: entry.id.description).status == .queued else {
                try await store.release(lease)
                _ = try await resumption.resume(entry.id, try await options(entry.id), stop: entry.stop, watch: watch)
                return
            }
        }
        let driver = RunDriver(store, environment: installation.environment)
        _ = try await driver.drive(prepared, lease, stop: entry.stop, watch: watch)
    }

    private nonisolated func resubmit(
        _ entry: QueueEntry,
        _ resubmission: Resubmission,
        _ admission: Admission,
        _ watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws {
        var options = try await options(entry.id)
        options.resubmits = true
        options.allowance = resubmission.allowance
        if resubmission.consents { options.consent = .given }
        do {
            _ = try await resumption.resume(entry.id, options, stop: entry.stop) { update in
                // A warning comes before the last check.
                if case .warning = update {} else { admission.grant() }
                watch(update)
            }
            admission.grant()
        } catch {
            admission.refuse(error)
            throw error
        }
    }

    /// Decides what becomes of a run that is no longer driven: it has ended, it continues later, or another process has it.
    private func settle(_ entry: QueueEntry, _ run: Run?, _ failure: (any Error)?) async {
        guard let run else { return conclude(entry.id) }
        if case .resubmitted = entry.work, (failure as? RunStopped)?.fate == nil, run.status == .unknown {
            // It was left as it was.
            return conclude(entry.id)
        }
        if run.status.isTerminal {
            await observer?.ended(entry.news)
            return conclude(entry.id)
        }
        // Whoever has it records its end, and the search finds it if that process dies.
        if let error = failure as? RunStoreError, error.code == .locked { return }
        guard !isStopping else { return }
        let report = (failure as? RunStopped)?.report
        let code = report?.code
        // Another process has it, or it waits for a slot like any other run.
        if run.isEnqueued, code == RunStoreError.Code.leaseLost.rawValue || code == RunStoreError.Code.noSlot.rawValue {
            return conclude(entry.id)
        }
        // Another machine may have what this one lacks, such as a key.
        if case .claimed(_, let model) = entry.work, let report, (failure as? RunStopped)?.fate == nil,
            [.configuration, .notPermitted].contains(report.exitStatus)
        {
            avoid(model, because: report)
            return conclude(entry.id)
        }
        let isTooLate = code == PredictionError.Code.deadlineExceeded.rawValue
        let interruptions = run.isEnqueued ? run.interruptions : entry.interruptions
        if !run.isPaid, isTooLate || interruptions >= Self.mostInterruptions {
            await give(up: entry)
        } else if run.isEnqueued {
            // No process takes it meanwhile.
            let pause = min(settings.pause * (1 << min(run.interruptions, 20)), settings.longestPause)
            try? await store.rest(run.id, until: now().addingTimeInterval(pause / .seconds(1)), at: now())
            conclude(entry.id)
        } else {
            rest(entry)
        }
    }

    /// How often a run is interrupted that has paid for nothing, until it is given up.
    private static let mostInterruptions = 4

    private func give(up entry: QueueEntry) async {
        _ = try? await resumption.cancel(entry.id) { _ in }
        await observer?.ended(entry.news)
        conclude(entry.id)
    }

    /// What applies when a recorded run continues: the price that was agreed to when it was accepted, and no more.
    private nonisolated func options(
        _ id: RunID,
        _ model: ModelDirectory? = nil
    ) async throws -> Resumption.Options {
        var options = Resumption.Options()
        options.model = model
        let run = try await store.run(named: id.description)
        if run.service.isCharged { options.maxCost = run.estimate.usd }
        // A run is recorded with an unknown price only when its user has agreed to any.
        if run.isEnqueued, run.estimate == .unknown { options.consent = .given }
        options.emulator = settings.emulator
        return options
    }

    nonisolated var resumption: Resumption { Resumption(database: store, installation: installation) }

    private nonisolated func heard(_ update: RunUpdate, _ entry: QueueEntry) {
        switch update {
        case .progress(let progress): tell(.progress(progress), entry)
        case .warning(let text): tell(.log("warning: \(text)"), entry)
        case .fitted(let input): tell(.log(input.text), entry)
        case .log(let text): tell(.log(text), entry)
        case .task, .downloading, .step, .request: break
        }
    }

    private nonisolated func tell(_ event: RunEvent, _ entry: QueueEntry) {
        entry.history.append(event)
        observer?.happened(event, to: entry.news)
    }
}

// MARK: - Canceling

extension RunQueue {
    /// Cancels a run, at its service too; one that has ended stays as it is.
    ///
    /// - Parameter run: The run.
    /// - Throws: What the store throws.
    package func cancel(_ run: RunID) async throws {
        let found = try await store.run(named: run.description)
        guard !found.status.isTerminal else { return }
        let isKnown = isKnown(run)
        if isKnown, !withdraw(run) { return }
        do {
            _ = try await resumption.cancel(run) { _ in }
        } catch let error as RunStoreError where error.code == .locked {
            try await store.requestCancel(run)
            return
        } catch is RunStopped {
            // The record says what became of it.
        }
        await observer?.ended(RunNews(found))
        conclude(run)
    }
}
