internal import FoundationEssentials
internal import ModelManifest
internal import ModelSupply
internal import RunStore
internal import RunnerCore

extension RunQueue {
    /// Looks for runs that no process drives, now and again, and wakes those whose waiting time has ended, until the queue stops.
    func search() async {
        var next = ContinuousClock.now
        while !isStopping {
            if ContinuousClock.now >= next {
                await takeAbandoned()
                next = ContinuousClock.now + settings.searchInterval
            }
            wakeRested()
            for run in overdue(at: now()) { try? await cancel(run) }
            await lookIntoDoubts()
            // A fraction of the shortest rest.
            guard (try? await Task.sleep(for: .milliseconds(250))) != nil else { return }
        }
    }

    /// Takes over the runs of remote callers that have not ended and that no process drives: what is paid first, then the oldest.
    ///
    /// One whose answer may still arrive waits for it: to its caller, a run of unknown outcome has failed.
    private func takeAbandoned() async {
        let time = now()
        let resumption = resumption
        let awaited = resumption.awaitedRuns
        for remark in (try? await resumption.settle(except: awaited)) ?? [] { warnOnce(remark) }
        if settings.takesAbandonedRuns {
            var open = RunFilter(statuses: RunStatus.open)
            (open.isRemote, open.isEnqueued) = (true, false)
            let runs = (try? await store.runs(open)) ?? []
            let abandoned = runs.filter {
                $0.lease?.isHeld(at: time) != true && !isKnown($0.id) && !awaited.contains($0.id) && isDrivable($0)
            }
            let ordered = abandoned.sorted { ($0.isPaid ? 0 : 1, $0.id) < ($1.isPaid ? 0 : 1, $1.id) }
            for run in ordered { add(run, service: Self.service(of: run)) }
        }
        for id in elsewhere {
            guard let run = try? await store.run(named: id.description), run.status.isTerminal else { continue }
            await observer?.ended(RunNews(run))
            conclude(id)
        }
    }

    /// Whether this machine has the model of a run, in the version with which the run was accepted unless that was here.
    private func isDrivable(_ run: Run) -> Bool {
        guard let model = try? Registry.model(at: run.model.directory) else { return false }
        let isOwn = run.places.allSatisfy { $0.host == nil || $0.host == RunOwner.host }
        return isOwn || (try? RunKeys.key(of: model)) == run.model.key
    }

    static func service(of run: Run) -> String? {
        (try? Registry.model(at: run.model.directory))?.manifest.service?.description
    }
}
