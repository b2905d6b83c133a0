internal import InferenceKit
internal import WorkerProtocol

/// The files of a run by the paths of the runner (outer) and of the worker (inner).
struct RunPaths: Sendable {
    private var inner: [String: String] = [:]
    private var outer: [String: String] = [:]
    /// The output files.
    private(set) var outputs: [(outer: String, inner: String)] = []

    /// Adds a file.
    mutating func add(_ outer: String, _ inner: String, isOutput: Bool) {
        self.inner[outer] = inner
        self.outer[inner] = outer
        if isOutput { outputs.append((outer, inner)) }
    }

    /// The paths of the files among inputs.
    static func files(in input: [String: JSONValue]) -> Set<String> {
        Set(input.values.flatMap(paths))
    }

    /// Files are the only inputs with members, of which one is the path.
    private static func paths(in value: JSONValue) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap(paths)
        case .object(let members): members["path"]?.string.map { [$0] } ?? []
        default: []
        }
    }

    /// A request with the worker's paths.
    func inner(_ request: WorkerRequest) -> WorkerRequest {
        var request = request
        request.input = request.input.mapValues(placed)
        request.outputPaths = request.outputPaths.mapValues { inner[$0] ?? $0 }
        request.recordedSteps = request.recordedSteps.map { step in
            var step = step
            step.record.result = step.record.result.map { replaced($0, inner) }
            return step
        }
        return request
    }

    /// A message with the runner's paths.
    func outer(_ event: WorkerEvent) -> WorkerEvent {
        guard !outer.isEmpty else { return event }
        switch event {
        case .downloading(let run, var part):
            part.path = outer[part.path] ?? part.path
            return .downloading(run: run, part)
        case .step(let number, let run, var record):
            record.result = record.result.map { replaced($0, outer) }
            return .step(number: number, run: run, record: record)
        case .finished(let run, let output):
            return .finished(run: run, output: output.mapValues { replaced($0, outer) })
        default: return event
        }
    }

    /// An input whose files are at the worker's paths; a text that looks like a path stays.
    private func placed(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(placed))
        case .object(var members):
            if let path = members["path"]?.string, let place = inner[path] { members["path"] = .string(place) }
            return .object(members)
        default: return value
        }
    }

    private func replaced(_ value: JSONValue, _ paths: [String: String]) -> JSONValue {
        switch value {
        case .string(let text): .string(paths[text] ?? text)
        case .array(let elements): .array(elements.map { replaced($0, paths) })
        case .object(let members): .object(members.mapValues { replaced($0, paths) })
        case .null, .bool, .int, .double: value
        }
    }
}
