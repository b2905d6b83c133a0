internal import FoundationEssentials
internal import InferenceKit
internal import RunStore

/// A run as Cog's HTTP API shows a prediction.
struct CogPrediction: Sendable {
    private let run: Run
    private let id: String
    private let resource: PredictionResource

    /// Describes a run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - id: The id by which the client knows it.
    ///   - base: The address of the server, as the client knows it.
    init(_ run: Run, id: String, base: String) {
        self.run = run
        self.id = id
        resource = PredictionResource(run, base: base)
    }

    /// The answer to a request that has waited for the end.
    var final: JSONValue {
        var members = common
        members["logs"] = .string(run.log.map { "\($0)\n" }.joined())
        if run.status == .succeeded { members["output"] = resource.output }
        if run.status == .failed || run.status == .unknown {
            members["error"] = resource.error
        }
        return .object(members)
    }

    /// The answer to a request that does not wait.
    var accepted: JSONValue { ["id": .string(id), "status": "starting"] }

    /// The answer about a run that has not ended.
    var snapshot: JSONValue {
        guard !run.status.isTerminal else { return final }
        var members = common
        members["input"] = .object(run.input.given)
        members["logs"] = ""
        return .object(members)
    }

    private var common: [String: JSONValue] {
        var metrics: [String: JSONValue] = [:]
        if let started = run.started, let ended = run.ended {
            metrics["predict_time"] = .double((ended.timeIntervalSince(started) * 1_000).rounded() / 1_000)
        }
        return ["id": .string(id), "status": .string(resource.status), "metrics": .object(metrics)]
    }
}
