package import FoundationEssentials
package import InferenceKit
package import RunStore

/// A run as Replicate's API shows a prediction.
package struct PredictionResource: Sendable {
    /// The run.
    package let run: Run
    /// The address of the server, as the client knows it.
    package let base: String

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
        switch run.status {
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
            "logs": .string(run.log.map { "\($0)\n" }.joined()),
            "error": error,
            "status": .string(status),
            "source": "api",
            "data_removed": false,
            "created_at": .string(Self.text(run.created)),
            "completed_at": run.ended.map { .string(Self.text($0)) } ?? .null,
            "metrics": .object(metrics),
        ]
        let place = "\(base)/v1/predictions/\(id)"
        members["urls"] = [
            "get": .string(place), "cancel": .string("\(place)/cancel"), "stream": .string("\(place)/stream"),
            "web": .string(place),
        ]
        return .object(members)
    }

    /// The only output itself, or an object of several; files as URLs.
    package var output: JSONValue {
        guard run.status == .succeeded, let output = run.output else { return .null }
        if output.count == 1, let only = output.first { return shown(only.value, name: only.key) }
        return .object(output.reduce(into: [:]) { $0[$1.key] = shown($1.value, name: $1.key) })
    }

    private func shown(_ value: JSONValue, name: String) -> JSONValue {
        guard let file = run.files.first(where: { $0.name == name }) else { return value }
        let last = file.path.split(separator: "/").last.map(String.init) ?? name
        return .string("\(base)/v1/predictions/\(run.id)/files/\(last)")
    }

    private var error: JSONValue {
        guard run.status.isTerminal, run.status != .succeeded else { return .null }
        return .string(run.failure?.message ?? "the run has ended without a result")
    }

    private var metrics: [String: JSONValue] {
        guard let ended = run.ended else { return [:] }
        var metrics: [String: JSONValue] = ["total_time": .double(Self.seconds(run.created, ended))]
        if let usd = run.price?.usd { metrics["cost_usd"] = .double(usd) }
        return metrics
    }

    private static func seconds(_ start: Date, _ end: Date) -> Double {
        max(0, (end.timeIntervalSince(start) * 1_000).rounded() / 1_000)
    }

    /// A moment such as `2026-11-23T13:05:09.250Z`, RFC 3339.
    package static func text(_ date: Date) -> String {
        let (seconds, rest) = date.milliseconds.quotientAndRemainder(dividingBy: 1_000)
        let digits = String(max(0, rest))
        let fraction = String(repeating: "0", count: 3 - digits.count) + digits
        return "\(UTCTime(secondsSinceEpoch: seconds).iso8601.dropLast()).\(fraction)Z"
    }
}
