import ErrorReporting
import FoundationEssentials
import InferenceKit
import ModelInputs
import ModelSupply
import Presentation
import RunStore
import RunnerCore
import Spending

/// The work of `runs resume`, `wait` and `cancel`: drives recorded runs and prints results as `runner predict` does.
struct RunsJob {
    /// The runs.
    let recorded: RecordedRuns
    /// Where programs, caches and compilers are.
    let installation: Installation
    /// The options that replace the recorded ones.
    var options = Resumption.Options()
    /// The user's consent to pay for what has not been paid for yet; without it, nothing more is paid.
    var payment: PaymentOptions?
    /// Whether Ctrl-C cancels the task at the service.
    var cancelsOnInterrupt = false
    /// Whether to print a result as one JSON object.
    var isJSON = false
    /// Whether to print errors only.
    var isQuiet = false
    /// Whether an unpaid run that can never continue is not a failure of the command; what was paid for is never forgotten.
    var toleratesDeadRuns = false
    /// Whether other runs print at the same time.
    var isAmongOthers = false

    /// Processes one run after another.
    ///
    /// - Parameters:
    ///   - runs: The runs.
    ///   - body: The work; returns the exit status.
    /// - Returns: The worst status that the body returned; an interruption ends the series.
    func inTurn(_ runs: [Run], _ body: (RunsJob, Run) async -> ExitStatus) async -> ExitStatus {
        var worst = ExitStatus.success
        for run in runs {
            let status = await body(self, run)
            worst = ExitStatus.worse(worst, status)
            if status == .interrupted { break }
        }
        return worst
    }

    /// Does something with several runs at once.
    ///
    /// - Parameters:
    ///   - count: How many at once.
    ///   - runs: The runs.
    ///   - body: The work; returns the exit status.
    /// - Returns: The worst of what the body returned; after an interruption, no other run begins.
    func atOnce(
        _ count: Int,
        _ runs: [Run],
        _ body: @escaping @Sendable (RunsJob, Run) async -> ExitStatus
    ) async -> ExitStatus {
        guard count > 1, runs.count > 1 else { return await inTurn(runs) { await body($0, $1) } }
        var job = self
        job.isAmongOthers = true
        return await withTaskGroup(of: ExitStatus.self) { [job] group in
            var rest = runs[...]
            for run in rest.prefix(count) { group.addTask { await body(job, run) } }
            rest = rest.dropFirst(count)
            var worst = ExitStatus.success
            while let status = await group.next() {
                worst = ExitStatus.worse(worst, status)
                if status == .interrupted { rest = [] }
                if let run = rest.popFirst() { group.addTask { await body(job, run) } }
            }
            return worst
        }
    }

    /// Resumes a run, unless it has succeeded already, and prints its result.
    ///
    /// - Returns: The exit status.
    func resume(_ run: Run) async -> ExitStatus {
        await conclude(run) { reporter in
            if run.status == .succeeded {
                if let place = options.place { try RunResultPrinter.check(run, isAt: place) }
                reporter.note("the run \(run.id.short) has already succeeded")
                return run
            }
            return try await Interruption.watched(cancels: cancelsOnInterrupt, reporter: reporter) { stop in
                try await resumption.resume(run.id, options(reporter), stop: stop) { reporter.take($0) }
            }
        }
    }

    /// Waits for a run that another process drives, takes it over if none does, and prints its result.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - limit: How long to wait for it.
    /// - Returns: The exit status.
    func wait(for run: Run, limit: Duration?) async -> ExitStatus {
        await conclude(run) { reporter in
            try await Interruption.watched(cancels: false, reporter: reporter) { stop in
                try await resumption.finish(run.id, options(reporter), limit: limit, stop: stop) { reporter.take($0) }
            }
        }
    }

    /// Cancels a run, at the service too.
    ///
    /// - Returns: The exit status.
    func cancel(_ run: Run) async -> ExitStatus {
        await tell(run) { reporter in
            let ended = try await Interruption.watched(cancels: false, reporter: reporter) { stop in
                try await resumption.cancel(run.id, stop: stop) { reporter.take($0) }
            }
            reporter.finish()
            switch ended.status {
            case .canceled: reporter.note("the run \(run.id.short) is canceled")
            case .succeeded: reporter.insist("the run \(run.id.short) had succeeded before it could be canceled")
            default: throw RunStopped(recorded: ended)
            }
        }
    }

    private var resumption: Resumption { Resumption(database: recorded.database, installation: installation) }

    private func options(_ reporter: ProgressReporter) -> Resumption.Options {
        var options = options
        options.consent = payment?.toPay(reporter) ?? .none
        return options
    }

    /// Gets a run that has ended, and prints its result or its error.
    private func conclude(_ run: Run, _ body: (ProgressReporter) async throws -> Run) async -> ExitStatus {
        let start = ContinuousClock.now
        return await tell(run) { reporter in
            let run = try await body(reporter)
            reporter.finish()
            guard run.status == .succeeded else { throw RunStopped(recorded: run) }
            try RunResultPrinter.print(run, asJSON: isJSON, elapsed: ContinuousClock.now - start)
        }
    }

    private func tell(_ run: Run, _ body: (ProgressReporter) async throws -> Void) async -> ExitStatus {
        let reporter = ProgressReporter(
            isQuiet: isQuiet,
            isLive: Terminal.standardErrorIsTerminal && !isAmongOthers
        )
        do {
            try await body(reporter)
            return .success
        } catch {
            reporter.finish()
            let status = Failure(error, state: recorded.state.words).present(asJSON: isJSON)
            guard toleratesDeadRuns, !run.isPaid, let stopped = error as? RunStopped, stopped.isDead else {
                return status
            }
            let remove = CommandText.runner(["runs", "rm", stopped.run.short] + recorded.state.words)
            Terminal.say("help: this run cannot continue and is not counted; remove it with: \(remove)")
            return .success
        }
    }
}
