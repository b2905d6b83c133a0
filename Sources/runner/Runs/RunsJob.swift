import ErrorReporting
import FoundationEssentials
import InferenceKit
import ModelSupply
import Presentation
import RunStore
import RunnerCore

/// The work of `runs resume`, `wait` and `cancel`: drives recorded runs and prints results as `runner predict` does.
struct RunsJob {
    /// The runs.
    let recorded: RecordedRuns
    /// Where programs, caches and compilers are.
    let installation: Installation
    /// What is different this time.
    var options = Resumption.Options()
    /// How the user agrees to pay for what is not paid yet; without it, nothing more is paid.
    var payment: PaymentOptions?
    /// Whether Ctrl-C cancels the task at the service.
    var cancelsOnInterrupt = false
    /// Whether to print a result as one JSON object.
    var isJSON = false
    /// Whether to print errors only.
    var isQuiet = false

    /// Does something with one run after another.
    ///
    /// - Parameters:
    ///   - runs: The runs.
    ///   - body: What to do; it returns what to exit with.
    /// - Returns: The worst of what the body returned; an interruption ends the series.
    func inTurn(_ runs: [Run], _ body: (RunsJob, Run) async -> ExitStatus) async -> ExitStatus {
        var worst = ExitStatus.success
        for run in runs {
            let status = await body(self, run)
            worst = ExitStatus.worse(worst, status)
            if status == .interrupted { break }
        }
        return worst
    }

    /// Resumes a run, unless it has succeeded already, and prints its result.
    ///
    /// - Returns: What to exit with.
    func resume(_ run: Run) async -> ExitStatus {
        await conclude { reporter in
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
    /// - Returns: What to exit with.
    func wait(for run: Run, limit: Duration?) async -> ExitStatus {
        await conclude { reporter in
            try await Interruption.watched(cancels: false, reporter: reporter) { stop in
                try await resumption.finish(run.id, options(reporter), limit: limit, stop: stop) { reporter.take($0) }
            }
        }
    }

    /// Cancels a run, at the service too.
    ///
    /// - Returns: What to exit with.
    func cancel(_ run: Run) async -> ExitStatus {
        await tell { reporter in
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
    private func conclude(_ body: (ProgressReporter) async throws -> Run) async -> ExitStatus {
        let start = ContinuousClock.now
        return await tell { reporter in
            let run = try await body(reporter)
            reporter.finish()
            guard run.status == .succeeded else { throw RunStopped(recorded: run) }
            try RunResultPrinter.print(run, asJSON: isJSON, elapsed: ContinuousClock.now - start)
        }
    }

    private func tell(_ body: (ProgressReporter) async throws -> Void) async -> ExitStatus {
        let reporter = ProgressReporter(isQuiet: isQuiet)
        do {
            try await body(reporter)
            return .success
        } catch {
            reporter.finish()
            return Failure(error, state: recorded.state.words).present(asJSON: isJSON)
        }
    }
}

extension ProgressReporter {
    /// Shows an update of a run.
    func take(_ update: RunUpdate) {
        switch update {
        case .progress(let update): step(update)
        case .warning(let text): warn(text)
        case .log(let text): note(text)
        case .task(let id): task(id)
        case .step, .downloading, .request: break
        }
    }
}
