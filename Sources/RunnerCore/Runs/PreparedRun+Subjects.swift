internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit
internal import MediaFitting
internal import ModelInputs
internal import ModelManifest
internal import ModelSupply
internal import PaidAnswerFiles
internal import RunStore
internal import ServiceAccess
internal import SubjectMasks
internal import WorkerProtocol

extension PreparedRun {
    /// The same run with a number in place of each point that chooses a subject.
    ///
    /// The steps that find the subjects are recorded like all others, and the run takes them up: the masks that were compared
    /// with the point are those that the run uses.
    ///
    /// - Parameters:
    ///   - library: The compiled model.
    ///   - scratch: The run's directory for temporary files.
    ///   - recorder: Records the steps; `nil` where nothing is recorded.
    ///   - stop: Lets the user stop waiting.
    ///   - watch: Called with everything that happens.
    /// - Returns: The run.
    /// - Throws: ``RunnerError`` with `invalid-input` when there is no subject at a point, or what the model throws.
    func resolvingPoints(
        _ library: String,
        _ scratch: String,
        recorder: RunRecorder?,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> PreparedRun {
        var run = self
        for input in model.manifest.inputs {
            guard let picture = input.subjectOf, let point = inputs[input.name].flatMap(SubjectPoint.init(json:)) else {
                continue
            }
            // The number no longer matters once a task was submitted, and a dry run finds no subjects.
            run.inputs[input.name] = 0
            if past.mayBePaid || service.isDryRun { continue }
            let found = try await run.subjects(
                of: picture,
                library,
                scratch,
                recorder: recorder,
                stop: stop,
                watch: watch
            )
            guard let index = found.subject(at: point.x, point.y) else {
                // Users count the pixels of their own picture, not of the fitted one.
                let seen = PixelSize(width: found.width, height: found.height)
                let own = fitted.first { $0.input == picture }?.sourceSize ?? seen
                let place = own == seen ? point : point.scaled(from: seen, to: own).rounded
                let list = found.subjects.map { $0.scaled(from: seen, to: own) }
                    .map { "\($0.text), @\($0.point.x),\($0.point.y)" }
                throw RunnerError(
                    .invalidInput,
                    "input '\(input.name)': there is no subject at \(place.text)",
                    help: list.isEmpty
                        ? "no subject was found in the picture; omit \(input.name) to continue without one"
                        : "the subjects are\n      \(list.joined(separator: "\n      "))"
                )
            }
            run.inputs[input.name] = .int(index)
            watch(.log("\(input.name) is \(index), the subject at \(point.text)"))
            if let recorder {
                let recorded = try await recorder.database.run(named: recorder.lease.run.description)
                run.past = RunPast(
                    recorded,
                    try await recorder.database.steps(of: recorder.lease.run),
                    knownTask: past.steps.compactMap(\.knownTask).first
                )
            }
        }
        return run
    }

    /// Lets the model find the subjects of a picture; a paid step is stopped before it begins.
    ///
    /// - Parameters:
    ///   - picture: The input with the picture.
    ///   - library: The compiled model.
    ///   - scratch: A directory for temporary files, in which the masks are.
    ///   - recorder: Records the steps; `nil` where nothing is recorded.
    ///   - stop: Lets the user stop waiting.
    ///   - watch: Called with everything that happens.
    /// - Returns: The subjects.
    /// - Throws: ``RunnerError``, or what the model throws.
    func subjects(
        of picture: String,
        _ library: String,
        _ scratch: String,
        recorder: RunRecorder?,
        stop: StopSignal,
        watch: @escaping @Sendable (RunUpdate) -> Void
    ) async throws -> SubjectPicture {
        guard let path = inputs[picture]?["path"]?.string else {
            throw RunnerError(
                .invalidInput,
                "the subjects of '\(picture)' can only be shown for a picture on this machine",
                help: "download the picture"
            )
        }
        var request = try request(scratch, recorder)
        request.subjectsOf = picture
        request.outputPaths = [:]
        let host = try host(library, recorder)
        let machine = RunStateMachine(request, mayPay: false)
        let report = try await host.run(machine, timeout: timeout, stop: stop, watch: watch)
        let masks: [String]
        switch report.end {
        case .finished(let output): masks = output["masks"]?.array?.compactMap(\.string) ?? []
        case .failed(let error): throw error
        case .unpayable:
            throw RunnerError(
                .modelFailed,
                "the model in '\(model.path)' tried to begin a paid step to find subjects; it was stopped"
            )
        default: throw report.failure(in: model.path, timeout: timeout)
        }
        do {
            let tool = try PixelTool(
                pictures: [path] + masks,
                environment: installation.environment,
                scratch: scratch,
                confiner: installation.workerProgram
            )
            return try await SubjectPicture(path, masks: masks, tool)
        } catch let error as FitError {
            throw RunnerError(.configuration, "the masks cannot be read: \(error)", help: error.help)
        }
    }
}
