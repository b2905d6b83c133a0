internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import InferenceKit
internal import ModelOutputs
package import ModelSupply
package import ModelWorkers
package import RunStore
package import ServiceAccess
package import Spending

/// Drives runs that another process has left unfinished.
package struct Resumption: Sendable {
    /// The options that replace the recorded ones.
    package struct Options: Sendable {
        /// Write the output to this file or directory instead.
        package var place: String?
        /// Whether an output file that exists may be replaced.
        package var replaces: Bool
        /// Whether a paid step of unknown outcome begins again; the user has checked that it was not accepted.
        package var resubmits: Bool
        /// The service's name for the work of a paid step of unknown outcome; the user has found out that it was accepted.
        package var knownTask: String?
        /// Time limit for this attempt.
        package var timeout: Duration?
        /// Another endpoint of the service.
        package var endpoint: String?
        /// Another place to upload local files to.
        package var staging: String?
        /// Whether what the run has uploaded, now or earlier, is deleted once it has ended.
        package var cleansUpStaging: Bool
        /// The emulator that a run continues with that began with another one; without it, such a run cannot continue.
        package var emulator: EmulatorProcess.Address?
        /// The most that a run that has not been paid for yet may cost, in US dollars.
        package var maxCost: Double?
        /// What a remote caller may spend.
        package var allowance: Allowance?
        /// How the user agrees to pay for a run that has not been paid for yet.
        package var consent = Consent.none
        /// Whether the result is waited for; otherwise the run is left once a paid step has succeeded.
        package var waits = true
        /// How a queue that drives the run treats its interruptions; `nil` for a run that its user drives.
        package var queue: QueueTerms?
        /// Where the model is now; `nil` for the recorded directory.
        package var model: ModelDirectory?

        /// Creates options; each parameter is the property of the same name.
        package init(
            place: String? = nil,
            replaces: Bool = false,
            resubmits: Bool = false,
            timeout: Duration? = nil,
            endpoint: String? = nil,
            staging: String? = nil,
            cleansUpStaging: Bool = false
        ) {
            self.place = place
            self.replaces = replaces
            self.resubmits = resubmits
            self.timeout = timeout
            self.endpoint = endpoint
            self.staging = staging
            self.cleansUpStaging = cleansUpStaging
        }
    }

    let database: any RunDatabase
    let installation: Installation
    private let workers: WorkerPool?
    let now: @Sendable () -> Date

    /// Prepares to drive runs.
    ///
    /// - Parameters:
    ///   - database: Where the runs are recorded.
    ///   - installation: Where programs, caches and compilers are.
    ///   - workers: Serve one run after another; without them, each run has a worker of its own.
    package init(database: any RunDatabase, installation: Installation, workers: WorkerPool? = nil) {
        self.workers = workers
        self.database = database
        self.installation = installation
        now = { Date() }
    }

    /// Takes a run and drives it to its end, without repeating what is recorded as done.
    ///
    /// A run that has succeeded is left as it is.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - options: The options that replace the recorded ones.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Returns: The run as it is recorded, succeeded, or submitted when its result is not waited for.
    /// - Throws: ``RunStopped``, or `RunStoreError` when the run cannot be taken.
    package func resume(
        _ id: RunID,
        _ options: Options = Options(),
        stop: StopSignal = StopSignal(),
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Run {
        try await database.settle(at: now())
        let found = try await database.run(named: id.description)
        if found.status == .succeeded { return found }
        if found.status == .unknown { try await awaitAnswers(id, stop: stop, watch) }
        try await resume(
            try await database.acquire(id, for: .current, at: now()),
            options,
            stop: stop,
            watch: watch
        )
        return try await database.run(named: id.description)
    }

    /// Drives a run whose lease this process has taken, without repeating what is recorded as done, and gives the lease back.
    ///
    /// - Parameters:
    ///   - lease: The lease, from a claim.
    ///   - options: The options that replace the recorded ones.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Throws: ``RunStopped``.
    package func resume(
        _ lease: RunLease,
        _ options: Options,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws {
        let id = lease.run
        try await using(lease, options.queue, stop) { lease in
            // From here on, no other process can change the run.
            for remark in try await adoptAnswers(lease) { watch(.warning(remark)) }
            var run = try await database.run(named: id.description)
            if run.status == .succeeded {
                try await database.release(lease)
                return
            }
            if run.status == .unknown, !options.resubmits { run = try await recovered(run, options, lease, watch) }
            let submitsAgain = run.status == .unknown && options.resubmits
            if options.knownTask != nil { try await checkKnownTask(run, options) }
            if submitsAgain || options.knownTask != nil {
                try await requireNoWorker(run)
            } else {
                try checkStatus(run)
            }
            let past = RunPast(
                run,
                try await database.steps(of: id),
                submitsAgain: submitsAgain,
                knownTask: options.knownTask
            )
            if !options.waits, past.isPaid {
                try await database.release(lease)
                return
            }
            let prepared = try await prepare(run, past, options, lease, watch)
            // Not before the run can continue: the decision is for this attempt only.
            if submitsAgain { try await database.abandonUnknownSteps(lease, at: now()) }
            _ = try await driver.driveKept(prepared, lease, stop: stop, watch: watch)
        }
    }

    /// Cancels a run, and its task at the service if there is one.
    ///
    /// A process that drives the run is asked to cancel it, and waited for.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - stop: Lets the user stop waiting, or cancel the run.
    ///   - watch: Called with everything that happens.
    /// - Returns: The run as it is recorded: canceled, or succeeded when it was too late.
    /// - Throws: ``RunStopped``, or `RunStoreError` when the run cannot be taken.
    package func cancel(
        _ id: RunID,
        stop: StopSignal = StopSignal(),
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> Run {
        try await settle()
        let found = try await database.run(named: id.description)
        if found.status == .canceled { return found }
        if !found.status.isTerminal, found.lease?.isHeld(at: now()) == true {
            try await database.requestCancel(id)
            watch(.progress(ProgressUpdate("canceling")))
            let last = try await RunFollower(database: database, now: now).follow(id, stop: stop, watch: watch)
            guard last.status == .canceled || last.status == .succeeded else { throw RunStopped(recorded: last) }
            return last
        }
        if found.status != .unknown { try checkStatus(found, is: "canceled") }
        do {
            try await using(try await database.acquire(id, for: .current, at: now()), nil, stop) { lease in
                let run = try await database.run(named: id.description)
                let past = RunPast(run, try await database.steps(of: id))
                try checkStatus(run, is: "canceled")
                guard past.isPaid, !run.service.usesOwnEmulator else {
                    let failure = RunFailure(
                        PredictionError(.canceled, past.mayBePaid ? "canceled" : "canceled; nothing was submitted")
                            .report
                    )
                    let payment: PaymentState = past.mayBePaid ? .paid : .unpaid
                    let leftovers = RunFate.canceled.leftovers(payment, isComplete: run.output != nil)
                    if leftovers == .deleted { for place in run.places { unlink(place.partialPath) } }
                    if let ending = RunFate.canceled.ending(failure, log: run.log) {
                        try await database.end(ending, lease, at: now())
                    }
                    return
                }
                let prepared = try prepareCancellation(run, past)
                stop.send(.cancel)
                _ = try await driver.driveKept(prepared, lease, stop: stop, watch: watch)
            }
        } catch let stopped as RunStopped {
            let run = try await database.run(named: id.description)
            guard run.status == .canceled else { throw stopped }
            return run
        }
        return try await database.run(named: id.description)
    }
}

// MARK: - Taking a run

extension Resumption {
    /// Does something with the lease of a run; a failure before the run is driven leaves the run as it was.
    ///
    /// A queue gives a run up that cannot be driven again and again by its own fault, and lets it rest until then.
    private func using(
        _ lease: RunLease,
        _ queue: QueueTerms?,
        _ stop: StopSignal,
        _ body: (RunLease) async throws -> Void
    ) async throws {
        do {
            // Whatever the run needs first, such as files of another machine, may take longer than a lease.
            try await RunRecorder(database: database, lease: lease, faults: nil, now: now).whileAlive(stop) {
                try await body(lease)
            }
        } catch let error as RunStopped {
            // The run was driven, and its lease was released.
            try? await database.release(lease)
            throw error
        } catch {
            if let queue { await leave(lease, queue, after: ErrorReport(error)) }
            try? await database.release(lease)
            throw RunStopped(ErrorReport(error), run: lease.run, fate: nil)
        }
    }

    /// Records what a queue does about a run that could not be driven.
    private func leave(_ lease: RunLease, _ queue: QueueTerms, after report: ErrorReport) async {
        guard let run = try? await database.run(named: lease.run.description), !run.status.isTerminal else { return }
        var facts = RunFate.Facts(code: report.code, payment: run.isPaid ? .paid : .unpaid)
        (facts.queue, facts.isUntouched) = (queue, true)
        if let ending = RunFate(facts).ending(RunFailure(report), log: run.log), RunFate(facts) == .failed {
            for place in run.places { unlink(place.partialPath) }
            try? await database.end(ending, lease, at: now())
        } else {
            await queue.rest(lease, in: database, after: report, at: now())
        }
    }

    private var driver: RunDriver {
        RunDriver(database, environment: installation.environment, workers: workers, now: now)
    }

    /// Refuses a run that has ended.
    private func checkStatus(_ run: Run, is what: String = "resumed") throws {
        let reason = run.failure.map { ": \($0.message)" } ?? ""
        switch run.status {
        case .queued, .starting, .processing: return
        case .succeeded:
            throw RunnerError(.usage, "the run '\(run.id.short)' has succeeded and cannot be \(what)")
        case .failed, .canceled:
            throw RunnerError(
                .usage,
                "the run '\(run.id.short)' is '\(run.status.rawValue)' and cannot be \(what)\(reason)",
                help: "predict again"
            )
        case .unknown:
            // The process that was killed had created them.
            OutputPlan.removeEmptyFiles(at: run.places)
            throw RunStopped(recorded: run)
        }
    }
}
