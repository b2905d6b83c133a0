import FoundationEssentials
import InferenceKit
import ModelManifest
import RunStore
import RunnerCore
import Synchronization
import WorkerProtocol

/// What `runner predict` tells: progress while it goes on, and the result.
final class PredictReport: Sendable {
    private struct State {
        var requests: [DryRunRequest] = []
        var taskID: String?
    }

    private let model: ModelDirectory
    private let estimate: CostEstimate
    private let isJSON: Bool
    private let reporter: ProgressReporter
    private let state = Mutex(State())
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - model: The model.
    ///   - estimate: What the run will cost.
    ///   - isJSON: Whether the result is one JSON object.
    ///   - reporter: Where progress goes.
    init(model: ModelDirectory, estimate: CostEstimate, isJSON: Bool, reporter: ProgressReporter) {
        self.model = model
        self.estimate = estimate
        self.isJSON = isJSON
        self.reporter = reporter
    }

    /// Takes something that happened.
    func take(_ update: RunUpdate) {
        switch update {
        case .request(let request): state.withLock { $0.requests.append(request) }
        case .task(let id):
            state.withLock { $0.taskID = id }
            reporter.take(update)
        default: reporter.take(update)
        }
    }

    /// Prints the result.
    ///
    /// - Parameters:
    ///   - result: The outputs.
    ///   - run: The run that made them.
    func finish(_ result: Prediction.Result, _ run: RunID) {
        var members: [String: JSONValue] = ["run": .string(run.description)]
        members["elapsed_seconds"] = .double(rounded((ContinuousClock.now - start) / .seconds(1)))
        members["task_id"] = result.taskID.map(JSONValue.string)
        members["price_usd"] = result.price.usd.map { .double(rounded($0)) } ?? .null
        print(result.output, result.paths, members)
    }

    /// Prints the result of an earlier run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - output: Its outputs.
    ///   - paths: Where its output files are now.
    func finishReused(_ run: Run, output: [String: JSONValue], paths: [String]) {
        reporter.finish()
        print(output, paths, ["run": .string(run.id.description), "reused": true, "price_usd": .int(0)])
    }

    /// Prints the name of a run that nobody waits for.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - isDone: Whether there was nothing to wait for.
    ///   - words: What names the store of runs in commands.
    func finishSubmitted(_ run: RunID, isDone: Bool, state words: [String]) {
        if !isDone {
            reporter.note("submitted; get the result with '\(CommandText.runner(["runs", "wait", run.short] + words))'")
        }
        guard isJSON else { return Terminal.print(run.description) }
        var members: [String: JSONValue] = [
            "status": isDone ? "succeeded" : "processing", "model": .string(model.manifest.fullName),
            "run": .string(run.description),
        ]
        members["task_id"] = state.withLock { $0.taskID }.map(JSONValue.string)
        printJSON(members)
    }

    /// Prints what would have been sent.
    func finishDryRun() {
        let requests = state.withLock { $0.requests }
        let list = requests.map { request -> JSONValue in
            .object([
                "method": .string(request.method), "url": .string(request.url),
                "headers": .array(request.headers.map { .array($0.map(JSONValue.string)) }),
                "body": request.body ?? .null,
            ])
        }
        if isJSON {
            printJSON([
                "status": "dry-run", "model": .string(model.manifest.fullName), "requests": .array(list),
                "estimated_price_usd": estimate.usd.map { .double(rounded($0)) } ?? .null,
            ])
            return
        }
        for request in requests {
            Terminal.print("\(request.method) \(request.url)")
            for header in request.headers where header.count == 2 { Terminal.print("\(header[0]): \(header[1])") }
            if let body = request.body { Terminal.print("\n\(body.text)") }
            Terminal.print("")
        }
        if requests.isEmpty { Terminal.print("the model sends nothing") }
        reporter.note("nothing was sent")
    }

    private func print(_ output: [String: JSONValue], _ paths: [String], _ members: [String: JSONValue]) {
        if isJSON {
            let common: [String: JSONValue] = [
                "status": "succeeded", "model": .string(model.manifest.fullName), "output": .object(output),
            ]
            printJSON(common.merging(members) { $1 })
        } else if paths.isEmpty {
            printJSON(output)
        } else {
            for path in paths { Terminal.print(path) }
        }
    }

    private func printJSON(_ members: [String: JSONValue]) {
        Terminal.print(JSONValue.object(members).text)
    }

    private func rounded(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }
}
