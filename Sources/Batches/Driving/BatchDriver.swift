internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
package import ModelSupply
package import RunStore
package import RunnerCore
package import Spending

/// Drives the chosen rows of a batch, several at a time; each row is a recorded run with a name of the batch's, so that the same command again,
/// or a second one at the same time, means the same runs.
package struct BatchDriver: Sendable {
    let plan: BatchPlan
    let store: any RunDatabase
    let installation: Installation
    let results: ResultsFile?
    /// What the user has agreed to, for all rows.
    let permission: Permission
    private let preparation: Preparation
    private let control = BatchControl()

    /// Prepares to drive a batch.
    ///
    /// - Parameters:
    ///   - plan: What is to be done.
    ///   - registry: Where models are looked for.
    ///   - installation: Where programs, caches and compilers are.
    ///   - store: Where runs are recorded.
    ///   - results: Where the results go; `nil` for nowhere but the record.
    ///   - permission: What the user has agreed to, for all rows: the answer to ``BatchPlan/purchase(_:)``.
    package init(
        _ plan: BatchPlan,
        registry: Registry,
        installation: Installation,
        store: any RunDatabase,
        results: ResultsFile?,
        permission: Permission
    ) {
        self.plan = plan
        self.store = store
        self.installation = installation
        self.results = results
        self.permission = permission
        preparation = Preparation(
            registry: registry,
            installation: installation,
            store: store,
            memory: PreparationMemory()
        )
    }

    /// Drives all chosen rows to their ends.
    ///
    /// - Parameters:
    ///   - service: How the service is reached: as in the request, or the emulator that was started for the batch.
    ///   - stop: Lets the user stop waiting.
    ///   - watch: Called with everything that happens.
    /// - Returns: The outcome.
    package func drive(
        service: ServiceChoice,
        stop: StopSignal,
        watch: @escaping @Sendable (BatchUpdate) -> Void
    ) async -> BatchOutcome {
        var outcome = BatchOutcome()
        outcome.rows = plan.rows.count
        outcome.done = plan.count(.done)
        outcome.failedBefore = plan.count(.failed)
        outcome.leftOut = plan.rows.count - outcome.done - outcome.failedBefore - plan.chosen.count
        stop.listen { control.send($0) }
        var unrecorded: [Int: RowResult] = [:]
        await withTaskGroup(of: RowResult.self) { group in
            var rest = plan.chosen[...]
            for _ in 0..<max(1, plan.requests.batch.concurrency) {
                guard let index = next(of: &rest) else { break }
                group.addTask { await row(index, service, watch) }
            }
            while let result = await group.next() {
                outcome.ended[result.status, default: 0] += 1
                if result.status == .succeeded, plan.rows[result.number - 1].task != .moved {
                    outcome.usd += result.price?.usd ?? 0
                }
                if result.run == nil, result.isFinal { unrecorded[result.number - 1] = result }
                if result.isFinal, let problem = keep(result) { outcome.resultsProblem = problem }
                watch(.ended(result))
                if let trip = control.note(result) { watch(.tripped(trip)) }
                if let index = next(of: &rest) {
                    group.addTask { await row(index, service, watch) }
                }
            }
            outcome.notBegun = rest.count
        }
        outcome.trip = control.trip
        outcome.isInterrupted = control.isInterrupted
        do {
            try await completeResults(unrecorded)
        } catch {
            outcome.resultsProblem = ErrorReport(error)
        }
        return outcome
    }

    /// The next row that may begin; what is paid is fetched whatever happens to others.
    private func next(of rest: inout ArraySlice<Int>) -> Int? {
        guard let place = rest.firstIndex(where: { control.mayBegin(isPaid: plan.rows[$0].isPaid) }) else { return nil }
        return place == rest.startIndex ? rest.removeFirst() : rest.remove(at: place)
    }

    private func keep(_ result: RowResult) -> ErrorReport? {
        do {
            try results?.append(result)
            return nil
        } catch {
            return ErrorReport(error)
        }
    }

    /// Puts the results of all rows into their order, also of those that an earlier command or another one has driven.
    private func completeResults(_ unrecorded: [Int: RowResult]) async throws {
        guard let results else { return }
        var places: [String: Int] = [:]
        for index in plan.rows.indices { places[plan.runName(index)] = index }
        var all = unrecorded
        for try await run in store.sequence(RunFilter(label: plan.name.label)) {
            guard run.caller == nil, run.status.isTerminal, let index = run.callerName.flatMap({ places[$0] }) else {
                continue
            }
            all[index] = RowResult(recorded: run, number: index + 1, id: plan.requests.id(index))
        }
        try results.replace(all.sorted { $0.key < $1.key }.map(\.value))
    }
}

// MARK: - One row

extension BatchDriver {
    private func row(
        _ index: Int,
        _ service: ServiceChoice,
        _ watch: @escaping @Sendable (BatchUpdate) -> Void
    ) async -> RowResult {
        let stop = StopSignal()
        control.begin(index, stop, isPaid: plan.rows[index].isPaid)
        defer { control.end(index) }
        watch(.began(row: index + 1))
        var result = RowResult(number: index + 1, id: plan.requests.id(index), status: .succeeded)
        do {
            let started = try await start(index, service, stop, watch)
            result.run = started.run
            if let made = started.result {
                (result.output, result.paths, result.price) = (made.output, made.paths, made.price)
            } else {
                result.status = plan.requests.batch.isEnqueued ? .enqueued : .interrupted
            }
        } catch {
            result.error = ErrorReport(error)
            result.status = Self.status(of: error)
            result.run = (error as? RunStopped)?.run
        }
        return result
    }

    private func start(
        _ index: Int,
        _ service: ServiceChoice,
        _ stop: StopSignal,
        _ watch: @escaping @Sendable (BatchUpdate) -> Void
    ) async throws -> RunDriver.Started {
        let row = plan.rows[index]
        var request = plan.requests.request(index, output: try plan.requests.output(index))
        request.service = service
        request.runName = plan.runName(index)
        request.label = plan.name.label
        request.isEnqueued = plan.requests.batch.isEnqueued
        // Two equal rows are two runs, and the name alone says which is meant.
        request.reuse = .never
        // The user has agreed to this price, and to no other.
        request.consent = permission.mayPay ? .given : .none
        request.maxCost = permission.mayPay ? row.estimate.usd : nil
        if let place = request.output { try OutputPlaces.create(for: place) }
        let heard = { @Sendable (update: RunUpdate) in self.heard(update, index, watch) }
        if let lost = row.lost {
            _ = try? await Resumption(database: store, installation: installation).cancel(lost, watch: heard)
        }
        let prepared = try await preparation.prepare(request)
        guard prepared.fingerprint == row.fingerprint else {
            throw RunnerError(
                .invalidInput,
                "a file of the row has changed since the batch was checked",
                help: "run the same command again; nothing was paid for this row"
            )
        }
        return try await RunDriver(store, environment: installation.environment)
            .start(prepared, stop: stop, watch: heard)
    }

    private func heard(_ update: RunUpdate, _ index: Int, _ watch: @Sendable (BatchUpdate) -> Void) {
        switch update {
        case .progress(let progress): watch(.progress(row: index + 1, progress))
        case .warning(let text): watch(.warning(row: index + 1, text))
        case .step(let step): if step.paid, step.phase == .began { control.notePayment(index) }
        case .fitted, .log, .task, .downloading, .request: break
        }
    }

    /// How a row ended that has no result.
    private static func status(of error: any Error) -> RowResult.Status {
        let report = ErrorReport(error)
        guard let stopped = error as? RunStopped else {
            return [.interrupted, .unfinished].contains(report.exitStatus) ? .interrupted : .failed
        }
        switch stopped.fate {
        case .unknown: return .unknown
        case .canceled: return .canceled
        case .interrupted, .takenOver: return .interrupted
        case .failed, .lost, .succeeded: return .failed
        // The run was left as it was: another process has it, or it cannot continue now.
        case nil: return stopped.isDrivenElsewhere || report.exitStatus == .interrupted ? .interrupted : .failed
        }
    }
}
