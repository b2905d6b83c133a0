internal import ErrorReporting
internal import FileStores
package import FoundationEssentials
internal import InferenceKit
internal import ModelOutputs
package import ModelWorkers
internal import PaidAnswerFiles
internal import Processes
package import RunStore
internal import ServiceAccess
internal import Spending

/// Drives recorded runs, so that each can be continued even if this process dies.
package struct RunDriver: Sendable {
    /// A run that a request meant, and its outcome.
    package struct Started: Sendable {
        /// Where a run comes from.
        package enum Origin: Sendable, Hashable {
            /// It was recorded for the request.
            case new
            /// It was recorded before and had not ended.
            case continued
            /// It had succeeded before.
            case reused
        }

        /// The run.
        package let run: RunID
        /// The result; `nil` when its task is submitted and not waited for.
        package let result: RunResult?
        /// Where the run comes from.
        package let origin: Origin
    }

    let database: any RunDatabase
    private let faults: FaultInjection?
    private let workers: WorkerPool?
    let now: @Sendable () -> Date

    /// Prepares to drive runs.
    ///
    /// - Parameters:
    ///   - database: Where runs are recorded.
    ///   - environment: `RUNNER_FAULT` names a moment at which a test kills processes.
    ///   - workers: Serve one run after another; without them, each run has a worker of its own.
    ///   - now: The time of day.
    package init(
        _ database: any RunDatabase,
        environment: [String: String],
        workers: WorkerPool? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.database = database
        self.workers = workers
        self.now = now
        faults = FaultInjection(environment: environment)
    }

    /// Drives the run that a prepared request means to its end: a new one, or the one that is recorded already.
    ///
    /// - Parameters:
    ///   - prepared: A run that ``Preparation`` has prepared with a store.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Returns: The run and its result; no result for a run that is only enqueued.
    /// - Throws: ``RunStopped``; `RunStoreError` when the run cannot be recorded or exceeds the budget; ``RunnerError`` when
    ///   an emulator does not start.
    package func start(
        _ prepared: PreparedRun,
        stop: StopSignal = StopSignal(),
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Started {
        if prepared.request?.isEnqueued == true { return try await enqueue(prepared) }
        if let existing = prepared.existing { return try await join(existing, prepared, stop: stop, watch: watch) }
        return try await prepared.withEmulator(watch) { prepared in
            switch try await record(prepared) {
            case .created(let lease):
                faults?.reach(.afterCreate)
                let result = try await drive(prepared, lease, stop: stop, watch: watch)
                return Started(run: lease.run, result: result, origin: .new)
            case .existing(let run):
                return try await join(run, prepared, stop: stop, watch: watch)
            }
        }
    }

    /// Records a prepared run within the budget of its caller, or finds the run that it means.
    ///
    /// This is the only way to create a run. It is one transaction of the store, so that of any number of requests for the same
    /// run exactly one creates it. Who creates it holds its lease and drives it with ``drive(_:_:stop:watch:)``, or gives the
    /// lease back to have it driven by ``Resumption``.
    ///
    /// - Parameters:
    ///   - prepared: A run that ``Preparation`` has prepared with a store; not one with its own emulator, which is driven
    ///     by ``start(_:stop:watch:)`` only.
    ///   - announce: Called with the name of the new run before it exists, for what must not be missing once it does; what it
    ///     throws prevents the run. The run may turn out to exist already, under another name.
    /// - Returns: The lease of a new run, or the run that is recorded already, whatever its status.
    /// - Throws: ``RunnerError`` for a run that was prepared without a store; `RunStoreError`, with `over-budget`, or with
    ///   `run-name-taken` when the caller has given the run's name to another request.
    package func record(
        _ prepared: PreparedRun,
        announce: (RunID) async throws -> Void = { _ in }
    ) async throws -> RunCreation {
        guard let identity = prepared.identity else { throw RunnerError.notRecorded }
        let time = now()
        let run = Run(prepared, identity, at: time)
        let budget = prepared.service.isCharged && prepared.mayPay ? prepared.limit.budget(at: time) : nil
        // Before anybody can take the run, so that every machine finds its inputs.
        try await SharedFiles(prepared.installation)?.keep(identity.input.files)
        try await announce(run.id)
        let database = database.redacting(prepared.redactor)
        func create(_ reuse: RunReuse) async throws -> RunCreation {
            try await database.create(run, owner: .current, budget: budget, reuse: reuse)
        }
        let reuse = prepared.request?.reuse ?? .never
        let creation = try await create(reuse)
        // The store does not look whether the output files of a succeeded run are still what they were.
        guard reuse == .openOrSucceededRun, identity.name == nil, case .existing(let found) = creation,
            found.status == .succeeded, !found.files.allSatisfy(\.isUnchanged)
        else { return creation }
        return try await create(.openRun)
    }

    /// Predicts with the lease of a recorded run, records how that ended, and gives the lease back.
    ///
    /// - Parameters:
    ///   - prepared: The run.
    ///   - lease: Its lease, from ``record(_:)``.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Returns: The result; `nil` when the task is submitted and nobody waits for it.
    /// - Throws: ``RunStopped``.
    package func drive(
        _ prepared: PreparedRun,
        _ lease: RunLease,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> RunResult? {
        try await RunRecorder(database: database, lease: lease, faults: nil, now: now).whileAlive(stop) {
            try await driveKept(prepared, lease, stop: stop, watch: watch)
        }
    }

    /// As ``drive(_:_:stop:watch:)``, for who renews the lease.
    func driveKept(
        _ prepared: PreparedRun,
        _ lease: RunLease,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> RunResult? {
        let database = database.redacting(prepared.redactor)
        do {
            // The run may have waited for its turn since they were checked.
            try prepared.identity?.input.checkFilesExist()
        } catch {
            throw await stopped(prepared, lease, database, error, Attempt(payment: .unpaid), watch: watch)
        }
        var recorder = RunRecorder(
            database: database,
            lease: lease,
            faults: faults,
            known: KnownTask(prepared.past.steps),
            now: now
        )
        recorder.workers = workers
        recorder.limit = prepared.serviceLimits.limit(of: prepared.service.record)
        recorder.library = await workers?.library(of: prepared.model)
        do {
            // A model that is loaded and waits for no slot starts at once, which is recorded a moment later.
            let startsAtOnce = recorder.library != nil && recorder.limit == nil
            if !prepared.past.hasBegun, !startsAtOnce { try await recorder.record(.status(.starting)) }
        } catch {
            throw RunStopped(ErrorReport(error), run: lease.run, fate: .interrupted)
        }
        let told = LogTail(lineCount: 100)
        var attempt = await prepared.attempt(recorder: recorder, stop: stop) { update in
            if case .log(let line) = update { told.append(Array("\(line)\n".utf8)) }
            watch(update)
        }
        // What the model said comes before what it printed.
        attempt.log = told.lines + attempt.log
        await settleAnswers(recorder.answers.directory, database, lease)
        let log = attempt.log
        if case .finished(let result) = attempt.outcome {
            do {
                // A run that has succeeded has its outputs where every machine finds them.
                try await SharedFiles(prepared.installation)?.keep(result.files)
            } catch {
                attempt.outcome = .failed(error)
            }
        }
        switch attempt.outcome {
        case .finished(let result):
            try? await recorder.confirm()
            faults?.reach(.beforeEnd)
            let price = result.price
            if let warning = prepared.estimate.warning(about: price) { watch(.warning(warning)) }
            let ending = RunEnding.succeeded(output: result.output, files: result.files, price: price, log: log)
            await end(ending, database, lease, watch: watch)
            faults?.reach(.afterEnd)
            return result
        case .submitted, .dryRun:
            try? await database.release(lease)
            return nil
        case .failed(let error):
            throw await stopped(prepared, lease, database, error, attempt, watch: watch)
        }
    }

    /// Records answers to paid requests that could not be recorded before, if there is room by now; otherwise they stay in their files.
    private func settleAnswers(_ directory: PaidAnswerDirectory, _ database: any RunDatabase, _ lease: RunLease) async {
        for (file, answer) in directory.answers {
            do {
                _ = try await database.adopt(answer, begunUnder: directory.token, lease, at: now())
                directory.remove(file)
            } catch {
                continue
            }
        }
        directory.tidy()
    }

    /// Records why a run has no result.
    private func stopped(
        _ prepared: PreparedRun,
        _ lease: RunLease,
        _ database: any RunDatabase,
        _ error: any Error,
        _ attempt: Attempt,
        watch: @Sendable (RunUpdate) -> Void
    ) async -> RunStopped {
        // A canceled Swift task says nothing about the run.
        var report =
            error is CancellationError
            ? RunnerError(.interrupted, "stopped before the run ended").report : ErrorReport(error)
        let fate = RunFate(
            RunFate.Facts(
                code: report.code,
                isFinal: attempt.isFinal,
                payment: attempt.payment,
                isOutcomeOpen: attempt.isOutcomeOpen,
                usesOwnEmulator: prepared.service.usesOwnEmulator,
                queue: prepared.queue
            )
        )
        // Advice about a task at a service is of no use once the emulator that had it is gone.
        if fate == .lost {
            let isOutOfRoom = report.code == PredictionError.Code.cannotWrite.rawValue
            report.help = isOutOfRoom ? "free some space, or choose another place with -o" : nil
        }
        if let kept = prepared.outputs.settle(fate.leftovers(attempt.payment, isComplete: attempt.isComplete)) {
            report = report.advising(kept)
        }
        if fate == .interrupted { await prepared.queue?.rest(lease, in: database, after: report, at: now()) }
        if let ending = fate.ending(RunFailure(report), log: attempt.log) {
            await end(ending, database, lease, watch: watch)
        }
        let stake = fate == .unknown ? try? await database.run(named: lease.run.description).estimate : nil
        return RunStopped(report, run: lease.run, fate: fate, stake: stake)
    }

    /// Records an ending; a failure to do so does not keep a result from the user, and the run can be resumed for free.
    private func end(
        _ ending: RunEnding,
        _ database: any RunDatabase,
        _ lease: RunLease,
        watch: (RunUpdate) -> Void
    ) async {
        do {
            try await database.end(ending, lease, at: now())
        } catch {
            watch(.warning("the outcome of the run '\(lease.run.short)' cannot be recorded: \(error.message)"))
        }
    }
}
