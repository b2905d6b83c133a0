internal import ModelManifest
internal import ModelSupply
package import RunStore
package import RunnerCore

extension RunQueue {
    /// Records a prepared run and lets it wait for its turn, or finds the run that the request means.
    ///
    /// - Parameters:
    ///   - prepared: A run that `Preparation` has prepared with the store.
    ///   - announce: Called with the name of the new run before it exists, as by `RunDriver.record(_:announce:)`.
    /// - Returns: The run, which is on disk.
    /// - Throws: ``QueueError`` when there is no place for it; what `RunDriver.record(_:announce:)` throws.
    package func accept(
        _ prepared: PreparedRun,
        announce: @Sendable (RunID) async throws -> Void = { _ in }
    ) async throws -> Acceptance {
        if let existing = prepared.existing { return Acceptance(run: existing, isNew: false) }
        guard !isStopping else { throw QueueError.stopping }
        let caller = prepared.request?.caller.recorded ?? ""
        guard hasPlace(for: caller) else {
            throw QueueError.full(waiting: waiting.count, seconds: secondsUntilPlace)
        }
        arriving[caller, default: 0] += 1
        defer { arriving[caller] = arriving[caller].flatMap { $0 > 1 ? $0 - 1 : nil } }
        switch try await RunDriver(store, environment: installation.environment).record(prepared, announce: announce) {
        case .existing(let run): return Acceptance(run: run, isNew: false)
        case .created(let lease):
            let run = try await store.run(named: lease.run.description)
            let news = RunNews(run)
            var entry = QueueEntry(
                news: news,
                service: prepared.model.manifest.service?.description,
                deadline: run.deadline,
                work: .prepared(prepared, lease),
                history: history(of: run.id)
            )
            await observer?.accepted(news)
            if settings.onlyEnqueues {
                try? await store.release(lease)
                return Acceptance(run: run, isNew: true)
            }
            if waiting.isEmpty, canStart(entry), !isStopping {
                begin(entry)
            } else {
                // Nobody renews the lease of a run that waits.
                try? await store.release(lease)
                entry.work = .prepared(prepared, nil)
                waiting.append(entry, of: entry.line)
                startNext()
            }
            return Acceptance(run: run, isNew: true)
        }
    }

    /// Lets a recorded run wait for its turn, unless it does already.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - service: The service that its model calls.
    ///   - work: How it is driven.
    func add(_ run: Run, service: String?, work: QueueEntry.Work = .recorded) {
        guard !isStopping, !isKnown(run.id) else { return }
        let entry = QueueEntry(
            news: RunNews(run),
            service: service,
            deadline: run.deadline,
            work: work,
            history: history(of: run.id)
        )
        waiting.append(entry, of: entry.line)
        startNext()
    }

    /// Whether the run waits, rests or is being driven here.
    package func isKnown(_ run: RunID) -> Bool {
        running[run] != nil || resting.contains { $0.entry.id == run } || waiting.position { $0.id == run } != nil
    }

    /// The history of a run; a new one for a run that had none.
    func history(of run: RunID) -> RunHistory {
        if let history = histories[run] { return history }
        let history = RunHistory(generation: String(UInt32.random(in: .min ... .max), radix: 36))
        histories[run] = history
        return history
    }
}
