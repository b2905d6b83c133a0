package import InferenceKit

/// What a worker sends to the runner, one JSON line each.
package enum WorkerEvent: Sendable, Hashable, Codable {
    /// The model is set up.
    case ready
    /// The model's inputs, outputs and secrets.
    case described(ModelShape)
    /// What the model found out about its service; `nil` when it checks nothing.
    case checked([ServiceFinding]?)
    /// What the model found out about a lost step, `nil` when it looks for none, and the `StepRecord.linkedHosts` of the result.
    case found(LostStep.Finding?, linkedHosts: [String]? = nil)
    /// The model cannot be loaded or set up; the worker ends.
    case unusable(PredictionError)
    /// What the run is doing now.
    case progress(run: String, ProgressUpdate)
    /// Something that may surprise the user.
    case warning(run: String, text: String)
    /// A line for the run's log.
    case log(run: String, text: String)
    /// The service's name for work that was started.
    case task(run: String, id: String)
    /// What the service charges for a piece of the run.
    case usage(run: String, ServiceUsage)
    /// Which version of an output file is arriving.
    case downloading(run: String, PartialDownload)
    /// The state of a step; the worker waits until the report with this number is recorded.
    case step(number: Int, run: String, record: StepRecord)
    /// In a dry run, a request that would have been sent.
    case request(DryRunRequest)
    /// The outputs, by the names of the manifest.
    case finished(run: String, output: [String: JSONValue])
    /// Why the run failed.
    case failed(run: String, error: PredictionError)
}

extension WorkerEvent {
    /// The run that the message is about; `nil` for one about the worker.
    package var run: String? {
        switch self {
        case .ready, .described, .checked, .found, .unusable, .request: nil
        case .progress(let run, _), .warning(let run, _), .log(let run, _), .task(let run, _), .usage(let run, _),
            .downloading(let run, _), .step(_, let run, _), .finished(let run, _), .failed(let run, _):
            run
        }
    }
}

/// A request that a dry run did not send.
package struct DryRunRequest: Sendable, Hashable, Codable {
    /// The method.
    package var method: String
    /// The URL.
    package var url: String
    /// The header fields in the order they would be sent, without the signature.
    package var headers: [[String]]
    /// The body, when it is JSON.
    package var body: JSONValue?

    /// Describes a request, leaving its signature and every secret out.
    ///
    /// - Parameters:
    ///   - request: The request, signed or not.
    ///   - secrets: Values that must not be shown, wherever they stand.
    package init(_ request: HTTPRequest, secrets: [Secret] = []) {
        let shown = { (text: String) in
            secrets.reduce(text) { text, secret in
                secret.exposed.isEmpty ? text : text.replacing(secret.exposed, with: secret.description)
            }
        }
        method = request.method
        url = shown(request.url)
        headers = request.headers.fields
            .filter { !signatureHeaders.contains($0.name.lowercased()) }
            .map { [$0.name, shown($0.value)] }
        if case .bytes(let bytes) = request.body, !bytes.isEmpty {
            body = try? JSONValue(parsing: Array(shown(String(decoding: bytes, as: UTF8.self)).utf8))
        }
    }
}

private let signatureHeaders: Set = ["authorization", "x-security-token", "x-amz-security-token"]
