internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import ModelInputs
internal import ModelSupply
package import RunStore
internal import RunnerCore

extension RunQueue {
    /// Drives a run whose turn it is, and says what came of it.
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
        guard case .prepared(let prepared, let held) = entry.work else {
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

    /// Decides what becomes of a run that is no longer driven: it has ended, it continues later, or another process has it.
    private func settle(_ entry: QueueEntry, _ run: Run?, _ failure: (any Error)?) async {
        guard let run else { return conclude(entry.id) }
        if run.status.isTerminal {
            await observer?.ended(entry.news)
            return conclude(entry.id)
        }
        // Whoever has it records its end, and the search finds it if that process dies.
        if let error = failure as? RunStoreError, error.code == .locked { return }
        guard !isStopping else { return }
        let isTooLate = (failure as? RunStopped)?.report.code == PredictionError.Code.deadlineExceeded.rawValue
        if !run.isPaid, isTooLate || entry.interruptions >= Self.mostInterruptions {
            await give(up: entry)
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
    private nonisolated func options(_ id: RunID) async throws -> Resumption.Options {
        var options = Resumption.Options()
        let run = try await store.run(named: id.description)
        if run.service.isCharged { options.maxCost = run.estimate.usd }
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
