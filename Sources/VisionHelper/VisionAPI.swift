public import InferenceKit

/// The BytePlus Vision API, as the models use it: detect subjects, submit a task, wait for its video.
///
/// Every call is a signed `POST /?Action=…&Version=2024-06-06` with a JSON body to `cv.byteplusapi.com`, region
/// `ap-singapore-1`, service `cv`. `docs/vision-api.md` states what is known about the API, and how reliably.
///
/// The parts, from the top down: `VisionClient` repeats calls, `VisionExchange` makes one exchange, `VisionAnswer` reads the response, `Reaction`
/// decides what to do about it with the tables in `Codes/`, and `Poller` reads the states of a task.
public struct VisionAPI: Sendable {
    let client: VisionClient

    /// The addresses that requests go to, unless an endpoint is set.
    package static var addresses: [String] { [VisionEndpoint.vendor] }

    /// Prepares the API with the keys in the secrets `BYTEPLUS_ACCESS_KEY` and `BYTEPLUS_SECRET_KEY` of the manifest.
    ///
    /// - Parameter setup: What the model was given.
    /// - Throws: `PredictionError`: `missing-secret`, or `configuration` when the endpoint cannot be used.
    public init(_ setup: Setup) throws {
        client = VisionClient(
            endpoint: try VisionEndpoint(setup.endpoint),
            credential: try Credential(visionKeysOf: setup),
            setup: setup
        )
    }

    /// Finds the subjects in a picture (CVProcess).
    ///
    /// - Parameters:
    ///   - form: `req_key` of the detection and `image_url`.
    ///   - context: The run.
    /// - Returns: The subjects, largest first; at most five, possibly none.
    /// - Throws: `PredictionError`.
    public func detectSubjects(_ form: VisionForm, _ context: PredictionContext) async throws -> Subjects {
        // The links to the masks live for one hour, and a task in the service's queue still needs one.
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
    /// The request is never repeated once it may have arrived, not even when the run is resumed. When the run is canceled, a request that is
    /// under way is still finished: its response identifies the task that must then be canceled.
    ///
    /// - Parameters:
    ///   - form: `req_key` of the model and its parameters.
    ///   - context: The run.
    /// - Returns: The accepted task.
    /// - Throws: `PredictionError`, with `outcome-unknown` when the response was lost.
    public func submit(_ form: VisionForm, _ context: PredictionContext) async throws -> VisionTask {
        try await client.submit(form, context)
    }

    /// Waits for a task and downloads its video (CVGetResult).
    ///
    /// When the run is canceled, the task is canceled at the service (CVCancelTask). When a link is dead, or leads
    /// to something other than a complete MP4, the service is asked for a new one: once, or twice when the link returns 403 or 404.
    ///
    /// - Parameters:
    ///   - task: The task that ``submit(_:_:)`` returned.
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
            return try await context.step("download", isStillGood: { file, _ in context.isWholeVideo(file) }) {
                try await download(link, of: task, as: output, context)
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
    private func poll(_ task: VisionTask, _ context: PredictionContext) async throws -> VideoLink {
        var poller = Poller(task)
        let form: VisionForm = ["req_key": task.reqKey, "task_id": task.id]
        return try await client.waiter.wait(context) {
            let answer = try await client.call(.getResult, form, context)
            return try poller.receive(answer, now: client.now)
        }
    }

    private func download(
        _ link: VideoLink,
        of task: VisionTask,
        as output: String,
        _ context: PredictionContext
    ) async throws -> MediaFile {
        try await context.download(
            link.url,
            as: output,
            retry: client.downloadPatience,
            problem: { MP4File.problem(ofFileAt: $0) },
            renewing: { try await poll(task, context).url }
        )
    }

    /// The error of a task that was paid for; errors of other kinds stay as they are.
    @inline(never)
    private func failure(_ error: any Error, of task: VisionTask) -> any Error {
        (error as? PredictionError).map(task.paid.failure) ?? error
    }

    /// Cancels a task although the Swift task that waited for it is canceled already.
    private func cancel(_ task: VisionTask, _ context: PredictionContext) async -> PredictionError {
        context.progress("canceling the task")
        let cancellation = Task {
            try await client.call(.cancelTask, ["req_key": task.reqKey, "task_id": task.id], context)
        }
        return switch await cancellation.result {
        case .success:
            task.paid.canceled(help: "the service decides whether a canceled task is charged; see its usage page")
        case .failure(let error): task.paid.notCanceled(becauseOf: error)
        }
    }
}
