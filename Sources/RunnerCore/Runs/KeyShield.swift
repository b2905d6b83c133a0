internal import ErrorReporting
internal import InferenceKit
internal import ModelManifest
internal import RunStore
internal import ServiceAccess
internal import WorkerProtocol

/// Keeps the keys of a run out of all that a front end shows of it: updates, results, errors and logs.
///
/// Links stay whole, unlike in the store: whoever made the run may follow them.
struct KeyShield: Sendable {
    private let redactor: Redactor

    /// Shields the keys of a run.
    ///
    /// - Parameter secrets: Their values.
    init(secrets: [String]) {
        redactor = Redactor(secrets: secrets, cutsLinks: false)
    }

    /// Shields the keys that a model gets; those of an emulator are words such as 'emulator', and no secrets.
    ///
    /// - Parameters:
    ///   - service: How the model reaches its service.
    ///   - manifest: Which keys it gets.
    init(_ service: ServiceSettings, of manifest: Manifest) {
        self.init(secrets: service.usesOwnEmulator ? [] : service.secretValues(of: manifest))
    }

    /// An update without keys.
    func shielded(_ update: RunUpdate) -> RunUpdate {
        switch update {
        case .progress(var progress):
            progress.step = shielded(progress.step)
            return .progress(progress)
        case .warning(let text): return .warning(shielded(text))
        case .log(let text): return .log(shielded(text))
        case .task(let id): return .task(shielded(id))
        case .downloading, .fitted: return update
        case .step(let record): return .step(redactor.redact(record).0)
        case .request(var request):
            request.url = shielded(request.url)
            request.headers = request.headers.map { $0.map(shielded) }
            request.body = request.body.map(redactor.redact)
            return .request(request)
        }
    }

    /// An outcome without keys; the paths of files stay.
    func shielded(_ outcome: Attempt.Outcome) -> Attempt.Outcome {
        switch outcome {
        case .finished(var result):
            let files = Set(result.files.map(\.name))
            for (name, value) in result.output where !files.contains(name) {
                result.output[name] = redactor.redact(value)
            }
            return .finished(result)
        case .failed(let error): return .failed(shielded(error))
        case .submitted, .dryRun: return outcome
        }
    }

    /// A text without keys.
    func shielded(_ text: String) -> String { redactor.redacted(text) ?? text }

    /// An error without keys.
    func shielded(_ error: any Error) -> any Error {
        switch error {
        case var error as RunnerError:
            error.message = shielded(error.message)
            error.items = error.items.map(shielded)
            error.help = error.help.map(shielded)
            error.taskID = error.taskID.map(shielded)
            error.logTail = error.logTail.map(shielded)
            return error
        case let error as PredictionError: return redactor.redact(error)
        default: return error
        }
    }
}
