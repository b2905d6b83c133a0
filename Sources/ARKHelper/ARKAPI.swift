public import InferenceKit

/// The BytePlus ARK API (ModelArk), as the models use it: create a task and wait for its video, or make images at once.
///
/// Every call is JSON over HTTPS with a bearer token to `ark.ap-southeast.bytepluses.com/api/v3`. `docs/ark-api.md` states what is known
/// about the API, and how reliably.
///
/// The parts, from the top down: `ARKClient` makes one call, `ARKRefusal` knows the codes, `TaskState` reads the states of a task.
public struct ARKAPI: Sendable {
    let client: ARKClient

    /// Prepares the API with the key in the secret `ARK_API_KEY` of the manifest.
    ///
    /// - Parameter setup: What the model was given.
    /// - Throws: `PredictionError`: `missing-secret`, `access-denied` for a text that is not such a key, or `configuration` when the endpoint
    ///   cannot be used.
    public init(_ setup: Setup) throws {
        client = try ARKClient(setup)
    }

    /// Creates a task that makes a video: the call that costs money.
    ///
    /// The request is never repeated once it may have arrived. The task carries a name of the run as its `safety_identifier`, so when the
    /// response is lost, the task is looked up in the list of all tasks.
    ///
    /// - Parameters:
    ///   - form: The fields of the request, without `safety_identifier`.
    ///   - context: The run.
    /// - Returns: The accepted task.
    /// - Throws: `PredictionError`, with `outcome-unknown` when the response was lost and no task was found.
    public func createTask(_ form: JSONForm, _ context: PredictionContext) async throws -> ARKTask {
        var isNew = false
        let task = try await context.retrying(client.patience) {
            try await context.step("submit", paid: true, fromTask: { ARKTask(id: $0, model: form.model) }) {
                isNew = true
                context.progress("submitting")
                let key = context.key(of: "submit")
                let task = try await submit(form.adding("safety_identifier", key), key: key, context)
                context.started(taskID: task.id)
                return task
            }
        }
        // The task of an earlier part of the run.
        if !isNew { context.started(taskID: task.id) }
        return task
    }

    private func submit(_ form: JSONForm, key: String, _ context: PredictionContext) async throws -> ARKTask {
        let sent = client.now
        do {
            let answer = try await client.create("/contents/generations/tasks", form, key: key, context)
            guard let id = answer.body["id"]?.string, ARKTask.isID(id) else {
                throw client.unknownOutcome("the service did not return a task id", answer.vendor, sent: sent)
            }
            return ARKTask(id: id, model: form.model, submitted: sent, requestID: answer.vendor.requestID)
        } catch let error as PredictionError where error.code == .outcomeUnknown {
            context.progress("looking for the task whose response was lost")
            // A canceled run looks, too: what is found can be deleted.
            let search = Task {
                try await context.findingAgain { try await client.task(named: key, model: form.model) }
            }
            if let task = try? await search.value { return task }
            throw error
        }
    }

    /// Waits for a task and downloads its video.
    ///
    /// When the run is canceled while the task is queued, the task is canceled at the service; a running one continues there and is still
    /// charged. When a link is dead, or leads to something other than a complete MP4, the service is asked for a new one.
    ///
    /// - Parameters:
    ///   - task: The task that ``createTask(_:_:)`` returned.
    ///   - output: The name of the output in the manifest.
    ///   - lastFrame: The name of the output for the last frame, when it was asked for.
    ///   - context: The run, which gets the usage that the service reports.
    /// - Returns: The downloaded video, and the last frame when the service made one.
    /// - Throws: `PredictionError`, always with the task's id.
    public func video(
        of task: ARKTask,
        as output: String,
        lastFrame: String? = nil,
        _ context: PredictionContext
    ) async throws -> (video: MediaFile, lastFrame: MediaFile?) {
        do {
            let hasArrived = context.hasArrived(output, problem: MP4File.problem(ofFileAt:)) && lastFrame == nil
            let made = try await context.step(
                "poll",
                lifetime: .seconds(23 * 3_600),
                isStillGood: { $1 || hasArrived }
            ) {
                try await poll(task, context)
            }
            context.charged(made.usage)
            let video = try await context.step("download", isStillGood: { file, _ in context.isWholeVideo(file) }) {
                try await context.download(
                    made.videoURL,
                    as: output,
                    retry: client.downloadPatience,
                    problem: { MP4File.problem(ofFileAt: $0) },
                    renewing: { try await poll(task, context).videoURL }
                )
            }
            guard let lastFrame, let url = made.lastFrameURL else { return (video, nil) }
            let frame = try await context.step("download last frame", isStillGood: { file, _ in context.isThere(file) })
            {
                try await context.download(
                    url,
                    as: lastFrame,
                    retry: client.downloadPatience,
                    renewing: { try await poll(task, context).lastFrameURL ?? url }
                )
            }
            return (video, frame)
        } catch is CancellationError {
            throw await cancel(task, context)
        } catch let error as PredictionError {
            throw task.paid.failure(error)
        }
    }

    private func poll(_ task: ARKTask, _ context: PredictionContext) async throws -> MadeVideo {
        var poller = TaskPoller(task)
        return try await client.waiter.wait(context) {
            do {
                let answer = try await client.get("/contents/generations/tasks/\(task.id)", within: context.remaining)
                return try poller.receive(TaskState(answer))
            } catch let error as PredictionError where error.vendor?.httpStatus == 404 {
                return try poller.receiveNotFound(error, now: client.now)
            }
        }
    }
}
