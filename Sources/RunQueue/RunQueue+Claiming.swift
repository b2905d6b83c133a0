internal import ErrorReporting
internal import FoundationEssentials
internal import ModelManifest
internal import ModelSupply
internal import RunStore
internal import RunnerCore

extension RunQueue {
    /// Announces this process, and takes enqueued runs whenever there is room for them, until the queue stops.
    func joinFleet(_ presence: FleetPresence) async {
        let claims = settings.claims
        await withDiscardingTaskGroup { group in
            if let claims {
                group.addTask { await self.listenForHints() }
                group.addTask { await self.wakeRegularly(claims.interval) }
            }
            group.addTask { await self.announceContinuously(presence) }
            for await _ in wakeUps where !isStopping {
                if let claims { await claimAll(claims) }
            }
            group.cancelAll()
        }
        try? await store.withdraw(.current)
    }

    /// Hints save time; the regular look at the store is what can be relied on.
    private nonisolated func listenForHints() async {
        for await _ in store.hints() { wake() }
    }

    private nonisolated func wakeRegularly(_ interval: Duration) async {
        // Processes that were started together must not ask together.
        while (try? await Task.sleep(for: interval * Double.random(in: 0.5..<1.5))) != nil { wake() }
    }

    private func announceContinuously(_ presence: FleetPresence) async {
        let started = now()
        repeat {
            if let claims = settings.claims {
                models = claims.models()
                endpoints = models.endpoints(installation.environment)
            }
            for problem in models.problems { warnOnce(problem) }
            let process = FleetProcess(
                owner: .current,
                kind: presence.kind,
                version: presence.version,
                concurrency: settings.concurrency,
                models: models.names,
                started: started,
                seen: now()
            )
            try? await store.announce(process, at: now())
            wake()
        } while (try? await Task.sleep(for: presence.pulse)) != nil
    }

    /// Takes runs until there are no more, or no more room.
    private func claimAll(_ claims: ClaimSettings) async {
        while !isStopping, room > 0 {
            let usable = models.byKey.keys.filter { avoided[$0].map { $0 <= .now } ?? true }
            let claim = RunClaim(
                modelKeys: Set(usable),
                count: room,
                limits: limits(claims),
                endpoints: endpoints,
                known: known
            )
            let leases: [RunLease]
            do {
                leases = try await store.claim(claim, for: .current, at: now())
            } catch {
                // A store that is away now may be back in a second.
                warnOnce(error.message)
                return
            }
            guard !leases.isEmpty else { return }
            for lease in leases { await begin(lease) }
        }
    }

    /// Starts a run that was claimed, or gives it back.
    private func begin(_ lease: RunLease) async {
        guard let run = try? await store.run(named: lease.run.description), let model = models.byKey[run.model.key],
            !isStopping, !isKnown(run.id)
        else {
            try? await store.release(lease)
            return
        }
        if run.isCancelRequested || run.deadline.map({ $0 <= now() }) ?? false {
            try? await store.release(lease)
            _ = try? await resumption.cancel(run.id) { _ in }
            return
        }
        begin(entry(run, .claimed(lease, model)))
    }

    /// Reports a problem, unless this process has reported it before.
    func warnOnce(_ text: String) {
        if reportedProblems.insert(text).inserted { observer?.warned(text) }
    }

    /// Takes no run of a model for a while, since this machine cannot drive it.
    func avoid(_ model: ModelDirectory, because report: ErrorReport) {
        for (key, known) in models.byKey where known.path == model.path { avoided[key] = .now + .seconds(60) }
        observer?.warned("'\(model.manifest.fullName)' is left to other machines for a minute: \(report.message)")
    }

    /// Looks for enqueued runs of unknown outcome whose models may find out more, one at a time, each at growing intervals.
    func lookIntoDoubts() async {
        guard settings.claims != nil, !isStopping, room > 0 else { return }
        guard let runs = try? await store.runs(doubtPlace.filter) else { return }
        if let seen = doubtPlace.move(over: runs) { doubts = doubts.filter { seen.contains($0.key) } }
        let time = ContinuousClock.now
        for run in runs where !isKnown(run.id) && !run.service.usesOwnEmulator {
            guard let model = models.byKey[run.model.key] else { continue }
            let doubt = doubts[run.id] ?? Doubt(next: time, attempts: 0)
            guard doubt.next <= time, doubt.attempts < Self.mostLooks else { continue }
            let pause = settings.pause * (1 << min(2 * doubt.attempts, 20))
            doubts[run.id] = Doubt(next: time + min(pause, settings.longestPause), attempts: doubt.attempts + 1)
            return begin(entry(run, .doubtful(model)))
        }
    }

    /// How often this process asks a service about a run; a person decides then.
    private static let mostLooks = 6

    private func entry(_ run: Run, _ work: QueueEntry.Work) -> QueueEntry {
        QueueEntry(
            news: RunNews(run),
            service: run.service.name,
            deadline: run.deadline,
            work: work,
            history: history(of: run.id)
        )
    }
}

/// A place in the list of all enqueued runs of unknown outcome, of which one part is read at a time.
struct DoubtPlace: Sendable {
    /// How many runs are read at a time.
    static let length = 100

    private var position: RunPosition?
    private var seen: Set<RunID> = []

    /// The next part of the list.
    var filter: RunFilter {
        var filter = RunFilter(statuses: [.unknown], after: position, limit: Self.length)
        filter.isEnqueued = true
        return filter
    }

    /// Goes on after a part, or to the beginning of the list.
    ///
    /// - Parameter runs: The part.
    /// - Returns: All runs of the list once its end is reached; `nil` before.
    mutating func move(over runs: [Run]) -> Set<RunID>? {
        seen.formUnion(runs.map(\.id))
        guard let last = runs.last, runs.count >= Self.length else {
            defer { self = DoubtPlace() }
            return seen
        }
        position = RunPosition(created: last.created, id: last.id)
        return nil
    }
}

/// A run of unknown outcome, and when this process asks about it again.
struct Doubt: Sendable {
    /// When it is asked about next.
    var next: ContinuousClock.Instant
    /// How often it was asked about.
    var attempts: Int
}
