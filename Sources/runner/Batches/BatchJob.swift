import BatchFiles
import BatchPresentation
import Batches
import ErrorReporting
import FoundationEssentials
import ModelInputs
import ModelManifest
import ModelSupply
import Presentation
import RunStore
import RunnerCore
import ServiceAccess
import Spending

/// The work of `runner batch`: turns the command line into a request, and shows the outcome.
struct BatchJob {
    let command: Batch

    func run() async throws -> ExitStatus {
        let installation = command.cache.installation
        let reporter = ProgressReporter(isQuiet: command.talk.quiet)
        defer { reporter.finish() }
        let file = try RowFile(opening: command.file)
        let store = RecordingStore(command.state, isDryRun: command.dryRun)
        let request = try request(file, reporter)
        let recorded = try await store.existing()
        let plan = try await BatchPlanner(
            request,
            registry: command.registry.registry,
            installation: installation,
            store: recorded
        ).plan { reporter.take($0) }
        for warning in plan.warnings { reporter.warn(warning) }
        let report = BatchReport(plan, asJSON: command.talk.json, isQuiet: command.talk.quiet)
        reporter.finish()
        report.tellPlan(chosen: command.limit)
        let purchase = try plan.purchase(installation.environment)
        try await purchase.checkLimits(recorded, now: Date())
        guard !command.dryRun else {
            report.finishDryRun()
            return .success
        }
        // Nobody is asked to pay for runs that cannot be recorded.
        let database = try await store.opened()
        let results = try ResultsFile(opening: command.results ?? "\(file.stem)-results.jsonl")
        let permission = try await purchase.permission(request.consent)
        let driver = BatchDriver(
            plan,
            registry: command.registry.registry,
            installation: installation,
            store: database,
            results: results,
            permission: permission
        )
        let outcome = try await drive(driver, plan, installation, report)
        report.finish(outcome, results: results.path)
        return outcome.exitStatus
    }

    /// Drives the rows, with one emulator for all of them where one was asked for.
    private func drive(
        _ driver: BatchDriver,
        _ plan: BatchPlan,
        _ installation: Installation,
        _ report: BatchReport
    ) async throws -> BatchOutcome {
        try await Interruption.watched(cancels: false, reporter: report) { stop in
            guard command.service.emulator, !plan.chosen.isEmpty else {
                return await driver.drive(service: service, stop: stop) { report.take($0) }
            }
            return try await EmulatorProcess(program: installation.emulatorProgram)
                .run(environment: installation.environment) { address in
                    await driver.drive(service: .emulator(address), stop: stop) { report.take($0) }
                }
        }
    }

    private var service: ServiceChoice {
        command.service.emulator
            ? .ownEmulator : .service(endpoint: command.service.endpoint, staging: command.service.staging)
    }

    private func request(_ file: RowFile, _ reporter: ProgressReporter) throws(RunnerError) -> BatchRequest {
        var request = BatchRequest(model: .named(command.model), file: file)
        for argument in command.inputs { try request.constants.add(argument: argument) }
        if let name = request.constants.names.first(where: { request.constants.values[$0] == .text("-") }) {
            throw RunnerError(
                .usage,
                "the input '\(name)' is '-', and a batch does not read standard input",
                help: "write it to a file first, and use the file"
            )
        }
        for argument in command.maps {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw RunnerError(
                    .usage,
                    "--map '\(argument)' does not have the form input=column",
                    help: "write, for example: --map image=photo"
                )
            }
            request.columns[parts[0]] = parts[1]
        }
        request.ignored = Set(command.ignored)
        request.template = command.output
        request.replacesOutput = command.force
        request.service = service
        request.cleansUpStaging = command.service.stagingCleanup
        request.checksLinks = command.service.checksLinks
        request.timeout = command.timeout.duration
        request.maxCost = command.payment.maxCost
        request.consent = command.payment.toPay(reporter)
        request.limit = command.limit
        request.isEnqueued = command.enqueue
        request.concurrency = command.concurrency
        request.retriesFailed = command.retryFailed
        request.name = command.name
        return request
    }
}
