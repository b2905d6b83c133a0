import FoundationEssentials
import InferenceKit
import ModelManifest
import RunnerCore
import Synchronization
import WorkerProtocol

/// What `runner predict` tells: progress while it goes on, and the result.
final class PredictReport: Sendable {
    private let model: ModelDirectory
    private let estimate: CostEstimate
    private let isCharged: Bool
    private let isJSON: Bool
    private let reporter: ProgressReporter
    private let requests = Mutex<[DryRunRequest]>([])
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - model: The model.
    ///   - estimate: What the run will cost.
    ///   - isCharged: Whether it will be charged, as it is by everything but the emulator.
    ///   - isJSON: Whether the result is one JSON object.
    ///   - reporter: Where progress goes.
    init(model: ModelDirectory, estimate: CostEstimate, isCharged: Bool, isJSON: Bool, reporter: ProgressReporter) {
        self.model = model
        self.estimate = estimate
        self.isCharged = isCharged
        self.isJSON = isJSON
        self.reporter = reporter
    }

    /// Takes something that happened.
    func take(_ update: RunUpdate) {
        switch update {
        case .progress(let text): reporter.step(text)
        case .warning(let text): reporter.warn(text)
        case .log(let text): reporter.note(text)
        case .task(let id): reporter.task(id)
        case .step, .downloading: break
        case .request(let request): requests.withLock { $0.append(request) }
        }
    }

    /// Prints the result.
    ///
    /// - Parameter result: The outputs, or `nil` after a dry run.
    func finish(_ result: Prediction.Result?) {
        guard let result else {
            printDryRun()
            return
        }
        if isJSON {
            var members: [String: JSONValue] = [
                "status": "succeeded", "model": .string(model.manifest.fullName), "output": .object(result.output),
                "elapsed_seconds": .double(rounded((ContinuousClock.now - start) / .seconds(1))),
            ]
            members["task_id"] = result.taskID.map(JSONValue.string)
            members["price_usd"] = finalPrice(result).map { .double($0) } ?? .null
            printJSON(members)
        } else if result.files.isEmpty {
            printJSON(result.output)
        } else {
            for file in result.files { Terminal.print(file.path ?? "") }
        }
    }

    /// The price of what was made: by the video's real length where the price goes by length.
    private func finalPrice(_ result: Prediction.Result) -> Double? {
        guard isCharged else { return 0 }
        guard let pricing = model.manifest.pricing else { return nil }
        return pricing.estimate(seconds: result.files.first { $0.seconds != nil }?.seconds).map(rounded)
    }

    private func printDryRun() {
        let requests = requests.withLock { $0 }
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
            if let body = request.body { Terminal.print("\n\(String(decoding: body.encoded, as: UTF8.self))") }
            Terminal.print("")
        }
        if requests.isEmpty { Terminal.print("the model sends nothing") }
        reporter.note("nothing was sent")
    }

    private func printJSON(_ members: [String: JSONValue]) {
        Terminal.print(String(decoding: JSONValue.object(members).encoded, as: UTF8.self))
    }

    private func rounded(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }
}
