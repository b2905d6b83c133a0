internal import FoundationEssentials
package import InferenceKit
package import RunQueue
package import RunStore

/// A run as Replicate's API shows a prediction.
package struct PredictionResource: Sendable {
    /// The run.
    package let run: Run
    /// The address of the server, as the client knows it.
    package let base: String

    /// Whether a run that has not ended is shown as `starting`, even if it has begun.
    package var showsAsStarting = false
    /// The place of the run in the queue.
    package var place: RunQueue.Place?
    /// The latest lines of the log of a run that has not ended.
    package var log: [String] = []

    /// Describes a run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - base: The address of the server, as the client knows it, such as `https://models.example.com`.
    package init(_ run: Run, base: String) {
        self.run = run
        self.base = base
    }

    /// The status in the words that clients know: a run of unknown outcome has failed as far as they can tell.
    package var status: String {
        if showsAsStarting, !run.status.isTerminal { return "starting" }
        return switch run.status {
        case .queued, .starting: "starting"
        case .processing: "processing"
        case .succeeded: "succeeded"
        case .failed, .unknown: "failed"
        case .canceled: "canceled"
        }
    }

    /// The object.
    package var json: JSONValue {
        let id = run.id.description
        var members: [String: JSONValue] = [
            "id": .string(id),
            "model": .string(run.model.name),
            "version": .string(run.model.key),
            "input": .object(run.input.given),
            "output": output,
            "logs": .string((log.isEmpty ? run.log : log).map { "\($0)\n" }.joined()),
            "error": error,
            "status": .string(status),
            "source": "api",
            "data_removed": false,
            "created_at": .string(TimeText.text(run.created)),
            "started_at": run.started.map { .string(TimeText.text($0)) } ?? .null,
            "completed_at": run.ended.map { .string(TimeText.text($0)) } ?? .null,
            "metrics": .object(metrics),
        ]
        let address = "\(base)/v1/predictions/\(id)"
        members["urls"] = [
            "get": .string(address), "cancel": .string("\(address)/cancel"),
            "stream": .string("\(address)/stream"),
            "web": .string(address),
        ]
        if let deadline = run.deadline { members["deadline"] = .string(TimeText.text(deadline)) }
        if let place {
            members["queue"] = [
                "position": .int(place.position),
                "expected_wait": place.expectedWait.map { .double(($0 * 10).rounded() / 10) } ?? .null,
            ]
        }
        return .object(members)
    }

    /// The only output itself, or an object of several; files as URLs.
    package var output: JSONValue {
        guard run.status == .succeeded, let output = run.output else { return .null }
        if output.count == 1, let only = output.first { return shown(only.value, name: only.key) }
        return .object(output.reduce(into: [:]) { $0[$1.key] = shown($1.value, name: $1.key) })
    }

    private func shown(_ value: JSONValue, name: String) -> JSONValue {
        if case .array(let elements) = value {
            return .array(elements.enumerated().map { shown($1, name: "\(name)[\($0)]") })
        }
        guard let file = run.files.first(where: { $0.name == name }) else { return value }
        let last = file.path.split(separator: "/").last.map(String.init) ?? name
        return .string("\(base)/v1/predictions/\(run.id)/files/\(last)")
    }

    /// Why there is no output; `null` for a run that has not ended or has succeeded.
    package var error: JSONValue {
        guard run.status.isTerminal, run.status != .succeeded else { return .null }
        let message = run.failure?.message ?? "the run has ended without a result"
        // Where the model lies on this machine is nobody else's business.
        return .string(message.replacing(run.model.directory, with: run.model.name))
    }

    private var metrics: [String: JSONValue] {
        guard let ended = run.ended else { return [:] }
        var metrics: [String: JSONValue] = ["total_time": .double(Self.seconds(run.created, ended))]
        if let started = run.started { metrics["predict_time"] = .double(Self.seconds(started, ended)) }
        if let usd = run.price?.usd { metrics["cost_usd"] = .double(usd) }
        return metrics
    }

    private static func seconds(_ start: Date, _ end: Date) -> Double {
        max(0, (end.timeIntervalSince(start) * 1_000).rounded() / 1_000)
    }
}
