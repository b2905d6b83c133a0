internal import FoundationEssentials
internal import InferenceKit
internal import ModelWorkers
internal import PaidAnswerFiles
internal import Processes
internal import RunStore

/// Records what happens to a run that this process drives, and keeps its lease.
struct RunRecorder: Sendable {
    /// Where runs are recorded.
    let database: any RunDatabase
    /// The lease of the run.
    let lease: RunLease
    /// Where a test kills processes.
    let faults: FaultInjection?
    /// The files for the answers to paid steps.
    let answers: PaidAnswerKeeper
    /// The paid step whose task the user knows.
    let known: KnownTask?
    /// The time of day.
    let now: @Sendable () -> Date
    /// What the account may use of the run's service; `nil` for a run that calls none.
    var limit: ServiceLimit?
    /// The workers that serve one run after another; `nil` where each run has its own.
    var workers: WorkerPool?
    /// The model's code, if a worker has loaded it and nothing about the model has changed since.
    var library: String?
    /// How often requests of other processes are checked.
    var pulse: Duration = .seconds(1)

    /// - Parameters:
    ///   - database: Where runs are recorded.
    ///   - lease: The lease of the run.
    ///   - faults: Where a test kills processes.
    ///   - known: The paid step whose task the user knows.
    ///   - now: The time of day.
    init(
        database: any RunDatabase,
        lease: RunLease,
        faults: FaultInjection?,
        known: KnownTask? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.database = database
        self.lease = lease
        self.faults = faults
        self.known = known
        self.now = now
        answers = PaidAnswerKeeper(PaidAnswerDirectory(lease, beside: database))
    }

    /// Records a report on a step; on return it is on disk.
    ///
    /// Before a paid step begins, a file is reserved for its answer, which is removed once the outcome is recorded.
    ///
    /// - Returns: The `PaidStep.uptime` from which on a paid step must not send anything: its time begins when it is admitted.
    @discardableResult
    func record(_ step: StepRecord) async throws(RunStoreError) -> Int64? {
        if known?.take(step) == true { return nil }
        if step.phase == .succeeded { try await confirm() }
        if step.paid, step.phase == .began { try await admitSubmission() }
        let limit = PaidStep.uptime + PaidStep.sendingTime.components.seconds * 1_000_000_000
        try answers.prepare(for: step)
        faults?.reach(.beforeRecord(step))
        try await database.record(step, lease, at: now())
        faults?.reach(.afterRecord(step))
        answers.settle(step)
        return step.paid && step.phase == .began ? limit : nil
    }

    /// Records that the service has confirmed the task that the user knows.
    func confirm() async throws(RunStoreError) {
        guard let (outcome, task) = known?.confirm() else { return }
        try await database.update(.task(task), lease, at: now())
        try await database.adopt(outcome, lease, at: now())
    }

    /// Records another change of the run.
    func record(_ change: RunChange) async throws(RunStoreError) {
        switch change {
        // The run stays 'unknown' until its task is confirmed.
        case .status where known?.isOpen == true: return
        case .completing: try await confirm()
        default: break
        }
        try await database.update(change, lease, at: now())
    }

    /// Records what is useful but not worth stopping a run for; a store that fails now fails again at the next step.
    func note(_ update: RunUpdate) async {
        switch update {
        case .task(let id): if known?.isOpen != true { try? await record(.task(id)) }
        case .downloading(let part): try? await record(.downloading(part))
        case .fitted, .progress, .warning, .log, .step, .request: break
        }
    }

    /// Does something while the lease is renewed, and requests of other processes are passed on.
    ///
    /// - Parameters:
    ///   - stop: See ``keepAlive(_:)``.
    ///   - body: What to do; it ends with giving the lease back.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    func whileAlive<Result>(_ stop: StopSignal, _ body: () async throws -> Result) async throws -> Result {
        // Not a child of this task: a canceled run needs the lease until it has ended.
        let heartbeat = Task { await keepAlive(stop) }
        defer { heartbeat.cancel() }
        return try await body()
    }

    /// Renews the lease and passes on requests of other processes, until it is canceled.
    ///
    /// - Parameter stop: Signaled when the run is to be canceled, or when another process has taken it over.
    func keepAlive(_ stop: StopSignal) async {
        var renewed = ContinuousClock.now
        var isCanceled = false
        while (try? await Task.sleep(for: pulse)) != nil {
            do {
                var wantsCancel = false
                if ContinuousClock.now - renewed >= RunLease.length / 4 {
                    wantsCancel = try await database.renew(lease, at: now())
                    renewed = .now
                } else if !isCanceled {
                    wantsCancel = try await database.run(named: lease.run.description).isCancelRequested
                }
                if wantsCancel, !isCanceled {
                    isCanceled = true
                    stop.send(.cancel)
                }
            } catch  where error.code == .leaseLost || error.code == .noSuchRun {
                stop.send(.leave(error))
                return
            } catch {
                // A disk that is full now may have room in fifteen seconds; whatever matters is recorded or stops the run.
            }
        }
    }
}
