import FoundationEssentials
import InferenceKit
import ModelInputs
import ModelManifest
import ModelSupply
import Presentation
import Quantities
import RunStore
import RunnerCore
import ServiceAccess
import Spending
import Synchronization
import WorkerProtocol

/// What `runner predict` prints: progress while it runs, and the result.
final class PredictReport: Sendable {
    private struct State {
        var requests: [DryRunRequest] = []
        var steps: [StepRecord] = []
        var taskID: String?
    }

    private let run: PreparedRun
    private let isJSON: Bool
    private let reporter: ProgressReporter
    private let state = Mutex(State())
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - run: The run.
    ///   - isJSON: Whether the result is one JSON object.
    ///   - reporter: Where progress goes.
    init(_ run: PreparedRun, isJSON: Bool, reporter: ProgressReporter) {
        self.run = run
        self.isJSON = isJSON
        self.reporter = reporter
    }

    /// Takes an update of the run.
    func take(_ update: RunUpdate) {
        switch update {
        case .request(let request): state.withLock { $0.requests.append(request) }
        case .step(let record) where record.phase == .began: state.withLock { $0.steps.append(record) }
        case .task(let id):
            state.withLock { $0.taskID = id }
            reporter.take(update)
        default: reporter.take(update)
        }
    }

    /// Prints the run's price if its model declares one.
    func tellPrice() {
        guard run.model.manifest.pricing != nil, run.existing == nil || run.service.isDryRun else { return }
        reporter.note("price: \(run.estimate)\(run.service.isCharged ? "" : " (not charged by the emulator)")")
    }

    /// Prints which recorded run the command means, or could use.
    ///
    /// - Parameter isDryRun: Whether nothing is done about it.
    func tellRecorded(isDryRun: Bool) {
        if let existing = run.existing {
            let name = existing.id.short
            switch existing.status {
            case .succeeded:
                reporter.note(
                    isDryRun
                        ? "a real run uses the result of the run \(name); nothing is charged"
                        : "reused the run \(name); nothing was sent, and nothing is charged"
                )
            case .unknown:
                if isDryRun { reporter.note("a real run reports that the outcome of the run \(name) is unknown") }
            default:
                reporter.note(
                    "\(isDryRun ? "a real run continues" : "continuing") the run \(name), which has the same model and inputs and has not "
                        + "ended; --again creates a new run"
                )
            }
        } else if let earlier = run.earlier, !run.isConfirmed {
            reporter.note(
                "the run \(earlier.id.short) has succeeded with the same model and inputs; --reuse uses its result, which is free"
            )
        }
    }

    /// Prints the result of a run, or its name when its result is not waited for.
    ///
    /// - Parameters:
    ///   - started: The run.
    ///   - words: The option that names the store in suggested commands.
    func finish(_ started: RunDriver.Started, state words: [String]) {
        if started.origin == .reused, let result = started.result {
            var members: [String: JSONValue] = ["run": .string(started.run.description), "reused": true]
            members["price_usd"] = .int(0)
            // Nothing was done, so there is no task.
            var reused = result
            reused.taskID = nil
            print(reused, members)
        } else if let result = started.result, run.waits {
            finish(result, started)
        } else {
            finishSubmitted(started.run, isDone: started.result != nil, state: words)
        }
    }

    private func finish(_ result: RunResult, _ started: RunDriver.Started) {
        var members: [String: JSONValue] = ["run": .string(started.run.description)]
        if started.origin == .continued { members["continued"] = true }
        members["elapsed_seconds"] = RunResultPrinter.seconds(ContinuousClock.now - start)
        print(result, members)
    }

    private func finishSubmitted(_ run: RunID, isDone: Bool, state words: [String]) {
        let isEnqueued = self.run.request?.isEnqueued == true
        if !isDone {
            reporter.note(
                "\(isEnqueued ? "enqueued" : "submitted"); get the result with '\(CommandText.runner(["runs", "wait", run.short] + words))'"
            )
        }
        guard isJSON else { return Terminal.print(run.description) }
        var members: [String: JSONValue] = [
            "status": isDone ? "succeeded" : isEnqueued ? "queued" : "processing",
            "model": .string(self.run.model.manifest.fullName),
            "run": .string(run.description),
        ]
        members["task_id"] = state.withLock { $0.taskID }.map(JSONValue.string)
        printJSON(members)
    }

    /// Prints what would be sent.
    func finishDryRun() {
        let (requests, steps) = state.withLock { ($0.requests, $0.steps) }
        let list = requests.map { request -> JSONValue in
            .object([
                "method": .string(request.method), "url": .string(request.url),
                "headers": .array(request.headers.map { .array($0.map(JSONValue.string)) }),
                "body": request.body ?? .null,
            ])
        }
        if isJSON {
            var members: [String: JSONValue] = [
                "status": "dry-run", "model": .string(self.run.model.manifest.fullName), "requests": .array(list),
                "steps": .array(steps.map { ["name": .string($0.name), "paid": .bool($0.paid)] }),
                "estimated_price_usd": run.estimate.usd.map { .double(Dollars.rounded($0)) } ?? .null,
            ]
            members["run"] = run.existing.map { .string($0.id.description) }
            printJSON(members)
            return
        }
        for request in requests {
            Terminal.print("\(request.method) \(request.url)")
            for header in request.headers where header.count == 2 { Terminal.print("\(header[0]): \(header[1])") }
            if let body = request.body {
                Terminal.print("")
                Terminal.print(body)
            }
            Terminal.print("")
        }
        if requests.isEmpty { Terminal.print("the model sends nothing") }
        let names = steps.map { $0.paid ? "\($0.name) (paid)" : $0.name }
        reporter.note(
            names.isEmpty ? "nothing was sent" : "nothing was sent; a real run would: \(names.joined(separator: ", "))"
        )
    }

    private func print(_ result: RunResult, _ members: [String: JSONValue]) {
        var members = members
        if !run.fitted.isEmpty { members["fitted"] = .array(run.fitted.map(\.json)) }
        RunResultPrinter.print(result, of: run.model.manifest.fullName, asJSON: isJSON, members)
    }

    private func printJSON(_ members: [String: JSONValue]) {
        Terminal.print(JSONValue.object(members))
    }
}
