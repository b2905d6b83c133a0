internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import ModelInputs
internal import ModelSupply
package import RunStore
internal import RunnerCore
internal import Spending

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
        case .prepared(var run, let lease):
            run.queue = QueueTerms(faults: entry.faults)
            (prepared, held) = (run, lease)
        case .claimed(let lease, let model):
            let options: Resumption.Options
            do {
                options = try await self.options(entry, model)
            } catch {
                try? await store.release(lease)
                throw error
            }
            return try await resumption.resume(lease, options, stop: entry.stop, watch: watch)
        case .doubtful(let model):
            let options = try await options(entry, model)
            _ = try await resumption.resume(entry.id, options, stop: entry.stop, watch: watch)
            return
        case .resubmitted(let resubmission, let admission):
            return try await resubmit(entry, resubmission, admission, watch)
        case .recorded:
            _ = try await resumption.resume(entry.id, try await options(entry), stop: entry.stop, watch: watch)
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
                _ = try await resumption.resume(entry.id, try await options(entry), stop: entry.stop, watch: watch)
                return
            }
        }
        let driver = RunDriver(store, environment: installation.environment, workers: workers)
        _ = try await driver.drive(prepared, lease, stop: entry.stop, watch: watch)
    }

    private nonisolated func resubmit(
        _ entry: QueueEntry,
        _ resubmission: Resubmission,
        _ admission: Admission,
        _ watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws {
        var options = try await options(entry)
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
        learn(from: entry, run, failure)
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
        // The record says when another process, or this one, may take an enqueued run again.
        if run.isEnqueued {
            if let report = (failure as? RunStopped)?.report, RestRules.cause(of: report.code) != .handover {
                tell(.log("interrupted, and tried again later: \(report.message)"), entry)
            }
            return conclude(entry.id)
        }
        rest(entry, counting: (failure as? RunStopped).map { RestRules.cause(of: $0.report.code) } == .run)
    }

    /// Draws conclusions from an enqueued run for the others of its model and of its account.
    private func learn(from entry: QueueEntry, _ run: Run?, _ failure: (any Error)?) {
        guard case .claimed(_, let model) = entry.work, let run else { return }
        let stopped = failure as? RunStopped
        if let stopped, stopped.fate == nil {
            // Another machine may have the keys that this one lacks; anything else may be about this run only.
            if stopped.report.names(.missingSecret) { avoid(model, because: stopped.report) }
        } else {
            note(run, stopped?.report)
        }
    }

    /// What applies when a recorded run continues: the price that was agreed to when it was accepted, and no more.
    private nonisolated func options(
        _ entry: QueueEntry,
        _ model: ModelDirectory? = nil
    ) async throws -> Resumption.Options {
        var options = Resumption.Options()
        options.model = model
        let run = try await store.run(named: entry.id.description)
        options.queue = terms(entry, run)
        if run.service.isCharged { options.maxCost = run.estimate.usd }
        // A run is recorded with an unknown price only when its user has agreed to any.
        if run.isEnqueued, run.estimate == .unknown { options.consent = .given }
        options.emulator = settings.emulator
        options.allowance = try await allowance(of: run)
        return options
    }

    /// The daily limits of a remote caller's token and of the server, which more runs may have used up since this one was accepted.
    private nonisolated func allowance(of run: Run) async throws -> Allowance? {
        guard run.isEnqueued, let caller = run.caller, let tokens = store as? any TokenDatabase else { return nil }
        let token = try await tokens.tokens().last { $0.name == caller && $0.revoked == nil }
        guard token?.maxCostPerDay != nil || run.serverLimit != nil else { return nil }
        return Allowance(caller: caller, perDay: token?.maxCostPerDay, perDayForAll: run.serverLimit)
    }

    /// How interruptions of a run are treated, which was interrupted before as its record or its entry says.
    private nonisolated func terms(_ entry: QueueEntry, _ run: Run) -> QueueTerms {
        guard run.isEnqueued else { return QueueTerms(faults: entry.faults) }
        let (settings, now) = (settings, now)
        return QueueTerms(faults: run.interruptions) { cause in
            RestRules.rest(after: cause, of: run, from: settings.pause, to: settings.longestPause, at: now())
        }
    }

    nonisolated var resumption: Resumption { Resumption(database: store, installation: installation, workers: workers) }

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

extension ErrorReport {
    /// Whether this is the error with a code, or one of several errors is.
    fileprivate func names(_ code: RunnerError.Code) -> Bool {
        self.code == code.name || details["findings"]?.array?.contains { $0["code"]?.string == code.name } == true
    }
}

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
