import FoundationEssentials
import ModelInputs
import ModelSupply
import Presentation
import RunStore
import RunnerCore
import Spending

/// The work of `runner predict`: turns the command line into a request and prints the result.
struct PredictJob {
    let command: Predict
    let reporter: ProgressReporter

    func run() async throws {
        let installation = command.cache.installation
        let given = try GivenInputSource(command, installation).read()
        defer { given.copies?.remove() }
        let store = RecordingStore(command.state, isDryRun: command.dryRun)
        let recorded = try await store.existing()
        let prepared = try await Preparation(
            registry: command.registry.registry,
            installation: installation,
            store: recorded
        ).prepare(request(given.inputs, store)) { reporter.take($0) }
        let report = PredictReport(prepared, isJSON: command.json, reporter: reporter)
        if command.reuse, prepared.existing == nil { reporter.note("no earlier run can be reused") }
        if !command.dryRun, let recorded { try await tellInterrupted(recorded, besides: prepared.existing?.id) }
        report.tellRecorded(isDryRun: command.dryRun)
        report.tellPrice()
        try await Interruption.watched(cancels: command.cancelOnInterrupt, reporter: reporter) { stop in
            guard !command.dryRun else {
                try await prepared.dryRun(stop: stop) { report.take($0) }
                reporter.finish()
                return report.finishDryRun()
            }
            let started = try await RunDriver(store.opened(), environment: installation.environment)
                .start(prepared, stop: stop) { report.take($0) }
            reporter.finish()
            report.finish(started, state: command.state.words)
        }
    }

    /// Mentions runs that stopped before their end and wait to be resumed.
    private func tellInterrupted(_ store: any RunDatabase, besides existing: RunID?) async throws {
        let unfinished = RunFilter(statuses: RunStatus.open)
        let waiting = try await store.runs(unfinished).filter { run in
            run.id != existing && RunStanding(run, now: Date()).canGoOn
        }
        guard let first = waiting.first else { return }
        let words = waiting.count == 1 ? [first.id.short] : ["--all"]
        let runs = waiting.count == 1 ? "an interrupted run waits" : "\(waiting.count) interrupted runs wait"
        reporter.note("\(runs): \(CommandText.runner(["runs", "resume"] + words + command.state.words))")
    }

    private func request(_ inputs: GivenInputs, _ store: RecordingStore) -> PredictionRequest {
        var request = PredictionRequest(model: .named(command.model), inputs: inputs)
        request.fit = FitOptions(
            fitsAll: command.fit,
            trims: Dictionary(command.trim.map { ($0.input, $0.range) }) { $1 }
        )
        request.runName = command.runName
        request.label = command.label
        request.output = command.output
        request.replacesOutput = command.force
        request.service =
            command.service.emulator
            ? .ownEmulator : .service(endpoint: command.service.endpoint, staging: command.service.staging)
        request.cleansUpStaging = command.service.stagingCleanup
        request.checksLinks = command.service.checksLinks
        request.timeout = command.timeout.duration
        request.maxCost = command.consent.maxCost
        request.consent = store.opened(before: command.consent.toPay(reporter))
        request.reuse = command.again ? .never : command.reuse ? .openOrSucceededRun : .openRun
        request.isDryRun = command.dryRun
        request.waits = !command.noWait
        request.isEnqueued = command.enqueue
        return request
    }
}
