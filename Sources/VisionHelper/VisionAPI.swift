public import InferenceKit

/// The BytePlus Vision API, as the models use it: detect subjects, submit a task, wait for its video.
///
/// Everything is a signed `POST /?Action=…&Version=2024-06-06` with a JSON body to `cv.byteplusapi.com`, region
/// `ap-singapore-1`, service `cv`. What is known of it, and how surely, stands in `docs/vision-api.md`.
///
/// From here down: `VisionClient` repeats, `VisionExchange` makes one exchange, `VisionAnswer` reads what came, `Reaction`
/// decides what to do about it with the tables in `Codes/`, and `Poller` waits for a task.
public struct VisionAPI: Sendable {
    let client: VisionClient

    /// Prepares the API with the keys of the manifest's secrets `BYTEPLUS_ACCESS_KEY` and `BYTEPLUS_SECRET_KEY`.
    ///
    /// - Parameter setup: What the model was given.
    /// - Throws: `PredictionError`: `missing-secret`, or `configuration` when the endpoint cannot be used.
    public init(_ setup: Setup) throws {
        // Nothing here depends on the key, so looking at it is no reason for a failure.
        let credential = Credential(
            accessKey: try setup.secret("BYTEPLUS_ACCESS_KEY").value,
            secretKey: try setup.secret("BYTEPLUS_SECRET_KEY")
        )
        client = VisionClient(
            endpoint: try VisionEndpoint(setup.endpoint),
            credential: credential,
            setup: setup
        )
    }

    /// Finds the characters in a picture (CVProcess).
    ///
    /// - Parameters:
    ///   - form: `req_key` of the detection and `image_url`.
    ///   - context: The run.
    /// - Returns: The subjects, largest first; at most five, possibly none.
    /// - Throws: `PredictionError`.
    public func detectSubjects(_ form: VisionForm, _ context: PredictionContext) async throws -> Subjects {
        // The masks' links live for one hour, and the service has to fetch one yet when a task waits in its queue.
        try await context.step("detect", lifetime: .seconds(45 * 60)) {
            context.progress("detecting subjects")
            do {
                let answer = try await client.call(.process, form, context)
                return try Subjects(answer)
            } catch let error as PredictionError where error.code == .dryRun {
                return .assumed
            }
        }
    }

    /// Starts the generation of a video (CVSubmitTask): the call that costs money.
    ///
    /// The request is never sent twice once it may have arrived, also not when the run is resumed. One that is under way is not abandoned when the run is
    /// cancelled: its answer names the task that has to be cancelled then.
    ///
    /// - Parameters:
    ///   - form: `req_key` of the model and its parameters.
    ///   - context: The run.
    /// - Returns: The accepted task.
    /// - Throws: `PredictionError`, with `outcome-unknown` when the answer was lost.
    public func submit(_ form: VisionForm, _ context: PredictionContext) async throws -> VisionTask {
        try await client.submit(form, context)
    }

    /// Waits for a task and downloads its video (CVGetResult).
    ///
    /// When the run is cancelled, the task is cancelled at the service (CVCancelTask). A link that is dead, or that leads
    /// to something else than a complete MP4, is asked for anew once, since links live for one hour.
    ///
    /// - Parameters:
    ///   - task: What ``submit(_:_:)`` returned.
    ///   - output: The name of the output in the manifest.
    ///   - context: The run.
    /// - Returns: The downloaded video.
    /// - Throws: `PredictionError`, always with the task's id.
    public func video(
        of task: VisionTask,
        as output: String,
        _ context: PredictionContext
    ) async throws -> MediaFile {
        do {
            let hasArrived = context.hasArrived(output, problem: MP4File.problem(ofFileAt:))
            let link = try await context.step(
                "poll",
                lifetime: .seconds(3_600),
                isStillGood: { $1 || hasArrived }
            ) {
                try await poll(task, context)
            }
            return try await context.step("download", isStillGood: { file, _ in isWhole(file, context) }) {
                do {
                    return try await download(link, as: output, context)
                } catch let error as PredictionError where error.code == .outputUnavailable {
                    context.log("\(error.message); asking for a new link")
                    return try await download(try await poll(task, context), as: output, context)
                }
            }
        } catch is CancellationError {
            throw await cancel(task, context)
        } catch {
            throw failure(error, of: task)
        }
    }
}

// MARK: - Waiting

extension VisionAPI {
    private func isWhole(_ file: MediaFile, _ context: PredictionContext) -> Bool {
        context.isThere(file) && file.path.flatMap(MP4File.problem(ofFileAt:)) == nil
    }

    private func download(
        _ link: VideoLink,
        as output: String,
        _ context: PredictionContext
    ) async throws -> MediaFile {
        try await context.download(link.url, as: output, retry: client.downloadPatience) {
            MP4File.problem(ofFileAt: $0)
        }
    }

    private func poll(_ task: VisionTask, _ context: PredictionContext) async throws -> VideoLink {
        var poller = Poller(task, firstInterval: client.pollInterval)
        let form: VisionForm = ["req_key": task.reqKey, "task_id": task.id]
        while true {
            let answer = try await client.call(.getResult, form, context)
            switch try poller.receive(answer, now: client.now) {
            case .done(let url):
                return VideoLink(url: url, requestID: answer.requestID)
            case .wait(let interval, let status):
                context.progress(status)
                try await client.sleep(for: min(interval, context.remaining))
                try requireTime(context, whileTaskIs: status)
            }
        }
    }

    @inline(never)
    private func requireTime(_ context: PredictionContext, whileTaskIs status: String) throws {
        guard context.remaining <= .zero else { return }
        throw PredictionError(
            .deadlineExceeded,
            "the time of the run was over while the task was '\(status)' at the service",
            help: stillRunningHelp
        )
    }

    /// The error of a task that was paid for; what is not ours goes on as it is.
    @inline(never)
    private func failure(_ error: any Error, of task: VisionTask) -> any Error {
        (error as? PredictionError)?.about(task) ?? error
    }

    /// Cancels a task although the Swift task that waited for it is cancelled already.
    private func cancel(_ task: VisionTask, _ context: PredictionContext) async -> PredictionError {
        context.progress("cancelling the task")
        let cancellation = Task {
            try await client.call(.cancelTask, ["req_key": task.reqKey, "task_id": task.id], context)
        }
        switch await cancellation.result {
        case .success:
            return PredictionError(
                .canceled,
                "the run was cancelled, and its task at the service too",
                help: "whether a task that was cancelled is charged is up to the service; see its usage page",
                taskID: task.id
            )
        case .failure(let error):
            // Not as cancelled, since the task is there to be fetched still.
            let reason = PredictionError(error)
            return PredictionError(
                .notCanceled,
                "the run was stopped, but its task could not be cancelled at the service: \(reason.message)",
                help: stillRunningHelp,
                vendor: reason.vendor,
                taskID: task.id
            )
        }
    }
}

private let stillRunningHelp =
    "the task goes on at the service and stays paid; the service keeps its result for twelve hours"

private let madeHelp = "the video is made and paid; the service keeps it for twelve hours"

extension PredictionError {
    /// The error of a task that was paid for: with its id, and with what has become of it.
    fileprivate func about(_ task: VisionTask) -> PredictionError {
        let helps: [String?] =
            switch code {
            case .deadlineExceeded where help == nil: [madeHelp]
            case .deadlineExceeded, .serviceUnavailable: [stillRunningHelp]
            case .configuration, .accessDenied: [help, stillRunningHelp]
            // Without a help of its own it is about the download.
            case .outputUnavailable: help == nil ? [madeHelp] : [help, stillRunningHelp]
            case .cannotWrite: [help, madeHelp]
            default: [help]
            }
        var error = self
        error.taskID = task.id
        error.help = helps.compactMap(\.self).isEmpty ? nil : helps.compactMap(\.self).joined(separator: "; ")
        return error
    }
}
