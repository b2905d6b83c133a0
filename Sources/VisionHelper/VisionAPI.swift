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
            return try await context.step("download", isStillGood: { file, _ in isWhole(file, context) }) {
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
    private func isWhole(_ file: MediaFile, _ context: PredictionContext) -> Bool {
        context.isThere(file) && file.path.flatMap(MP4File.problem(ofFileAt:)) == nil
    }

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
        (error as? PredictionError)?.about(task) ?? error
    }

    /// Cancels a task although the Swift task that waited for it is canceled already.
    private func cancel(_ task: VisionTask, _ context: PredictionContext) async -> PredictionError {
        context.progress("canceling the task")
        let cancellation = Task {
            try await client.call(.cancelTask, ["req_key": task.reqKey, "task_id": task.id], context)
        }
        switch await cancellation.result {
        case .success:
            return PredictionError(
                .canceled,
                "the run and its task at the service were canceled",
                help: "the service decides whether a canceled task is charged; see its usage page",
                taskID: task.id
            )
        case .failure(let error):
            // Not as canceled, since the task can still be fetched.
            let reason = PredictionError(error)
            return PredictionError(
                .notCanceled,
                "the run was stopped, but its task could not be canceled at the service: \(reason.message)",
                help: stillRunningHelp,
                vendor: reason.vendor,
                taskID: task.id
            )
        }
    }
}

private let stillRunningHelp =
    "the task continues at the service and is still charged; the service keeps its result for twelve hours"

private let madeHelp = "the video was made and is charged; the service keeps it for twelve hours"

extension PredictionError {
    /// The error of a task that was paid for: with its id, and with its state.
    fileprivate func about(_ task: VisionTask) -> PredictionError {
        let helps: [String?] =
            switch code {
            // Without its own help it is about the download.
            case .deadlineExceeded where help == nil: [madeHelp]
            case .outputUnavailable: [help ?? madeHelp]
            case .deadlineExceeded, .serviceUnavailable: [stillRunningHelp]
            case .configuration, .accessDenied: [help, stillRunningHelp]
            case .cannotWrite: [help, madeHelp]
            default: [help]
            }
        var error = self
        error.taskID = task.id
        error.help = helps.compactMap(\.self).isEmpty ? nil : helps.compactMap(\.self).joined(separator: "; ")
        return error
    }
}
