public import InferenceKit

extension ARKAPI {
    /// Makes the content of a task from a prompt and pictures.
    ///
    /// - Parameters:
    ///   - prompt: The text, as ``ARKPrompt`` has checked it.
    ///   - frames: Pictures by their role, such as `first_frame`; one without a value is left out.
    ///   - context: The run, which makes the pictures available to the service.
    /// - Returns: The field `content`.
    /// - Throws: `PredictionError` when a picture is local and cannot be uploaded.
    public func content(
        _ prompt: String,
        _ frames: KeyValuePairs<String, MediaFile?> = [:],
        _ context: PredictionContext
    ) async throws -> [JSONForm] {
        var content: [JSONForm] = [["type": "text", "text": prompt]]
        for case (let role, let file?) in frames {
            let url = try await context.stage(file)
            content.append(["type": "image_url", "image_url": ["url": url] as JSONForm, "role": role])
        }
        return content
    }

    /// Recovers the task of a paid step whose response was lost, by the name that it carries as its `safety_identifier`.
    ///
    /// - Parameters:
    ///   - step: The step, which ``createTask(_:_:)`` began.
    ///   - model: The model that the task runs on.
    ///   - setup: What the model was given.
    /// - Returns: The task, or why it cannot be found.
    /// - Throws: `PredictionError` when the service cannot be queried; `CancellationError`.
    public static func find(_ step: LostStep, model: String, _ setup: Setup) async throws -> LostStep.Finding {
        guard step.name == "submit" else {
            return .notFound("the service keeps no list of the requests of the step '\(step.name)'")
        }
        let client = try ARKClient(setup)
        guard let task = try await client.task(named: step.key, model: model) else {
            return .notFound("the service listed no task of this run at \(client.now.iso8601)")
        }
        return try .found(encoding: task, taskID: task.id)
    }

    /// Cancels a queued task at the service although the Swift task that waited for it is canceled already.
    func cancel(_ task: ARKTask, _ context: PredictionContext) async -> PredictionError {
        context.progress("canceling the task")
        let client = client
        let cancellation = Task { try await client.cancel(task) }
        return switch await cancellation.result {
        case .success("cancelled"):
            task.paid.canceled(help: "a task that was canceled while it was queued is not charged")
        case .success(let status):
            task.paid.notCanceled("is '\(status)', and the service cancels only queued tasks")
        case .failure(let error): task.paid.notCanceled(becauseOf: error)
        }
    }
}

extension ARKClient {
    /// Cancels a task if it is queued; a deletion would delete the record of one that has ended, and its video with it.
    ///
    /// - Returns: The status of the task after that.
    func cancel(_ task: ARKTask) async throws -> String {
        let path = "/contents/generations/tasks/\(task.id)"
        let status = try await get(path).body["status"]?.string ?? "unknown"
        guard status == "queued" else { return vendorText(status) }
        _ = try await get(path, method: "DELETE")
        return "cancelled"
    }

    /// Looks for a task by the name that it carries, several times: a task whose response was lost may appear in the list late.
    ///
    /// - Parameters:
    ///   - key: The name.
    ///   - model: The model that the task runs on.
    /// - Returns: The task; `nil` when the list does not hold it.
    /// - Throws: `PredictionError` when the service cannot be queried; `CancellationError`.
    func task(named key: String, model: String) async throws -> ARKTask? {
        var failures = 0
        while true {
            var failure: (any Error)?
            do {
                if let task = try await listedTask(named: key, model: model) { return task }
            } catch let error as PredictionError where error.code == .serviceUnavailable {
                failure = error
            }
            failures += 1
            guard let delay = searchPatience.delay(afterFailures: failures, retryAfter: nil, random: 1) else {
                if let failure { throw failure }
                return nil
            }
            try await pause(delay)
        }
    }

    /// Looks for a task in the list once, page by page.
    private func listedTask(named key: String, model: String) async throws -> ARKTask? {
        let pageSize = 100
        var seen = 0
        for page in 1...100 {
            let query = "page_num=\(page)&page_size=\(pageSize)&filter.model=\(model)"
            let answer = try await get("/contents/generations/tasks?\(query)")
            let items = answer.body["items"]?.array ?? []
            for item in items where item["safety_identifier"]?.string == key {
                guard let id = item["id"]?.string, ARKTask.isID(id) else { continue }
                let created = item["created_at"]?.integer.map { UTCTime(secondsSinceEpoch: Int64($0)) }
                return ARKTask(id: id, model: model, submitted: created, requestID: answer.vendor.requestID)
            }
            seen += items.count
            if items.isEmpty || seen >= answer.body["total"]?.integer ?? 0 { return nil }
        }
        return nil
    }
}
