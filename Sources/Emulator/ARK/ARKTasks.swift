import Addresses
import InferenceKit

/// The calls about tasks.
struct ARKTasks: Sendable {
    /// The tasks and their progress.
    let queue: TaskQueue<ARKVideoRequest>
    /// What else is known about them.
    let records: ARKTaskRecords
    /// Where videos and frames are served.
    let files: Shelf
    /// The clock.
    let time: any TimeSource

    /// Creates a task.
    func create(_ body: JSONValue, _ fault: Fault?) async throws -> Answer {
        let request = try ARKVideoRequest(body)
        let id = ARKTaskRecords.newID(at: time.now)
        records.add(id, at: time.now)
        do {
            try await queue.submit(request, fields: body, id: id)
        } catch {
            records.change(id) { $0.isDeleted = true }
            throw ARKError(
                status: 429,
                code: "QuotaExceeded",
                message: "You have \(error.limit) queued tasks, which is the limit."
            )
        }
        return .json(200, fault?.effect == .nullData ? [:] : ["id": .string(id)], note: "task \(id)")
    }

    /// Returns a task.
    func get(_ id: String, _ fault: Fault?, _ incoming: Incoming) async throws -> Answer {
        guard let record = records[id], let task = await task(record, incoming), case .object(var members) = task else {
            throw Self.notFound(id)
        }
        switch fault?.effect {
        case .taskStatus(let word): members["status"] = .string(word)
        case .noLink:
            members["status"] = "succeeded"
            members["content"] = [:]
        case .taskFailed(let code):
            members["status"] = "failed"
            members["error"] = ["code": .string(code), "message": "The task failed."]
            members["content"] = nil
        default: break
        }
        return .json(200, .object(members), note: "\(members["status"]?.string ?? "") \(id)")
    }

    /// Lists tasks, the newest first.
    func list(_ incoming: Incoming) async throws -> Answer {
        let page = incoming.parameter("page_num").flatMap { Int($0) } ?? 1
        let size = incoming.parameter("page_size").flatMap { Int($0) } ?? 10
        guard (1...500).contains(page), (1...500).contains(size) else {
            throw ARKError.invalid("page_num", "Pages and their sizes are from 1 to 500.")
        }
        let ids = Self.values(of: "filter.task_ids", in: incoming.query)
        let status = incoming.parameter("filter.status")
        let model = incoming.parameter("filter.model")
        let tier = incoming.parameter("filter.service_tier")
        var items: [JSONValue] = []
        for record in records.all where ids.isEmpty || ids.contains(record.id) {
            guard let task = await task(record, incoming) else { continue }
            let fits = { (name: String, wanted: String?) in wanted == nil || task[name]?.string == wanted }
            if fits("status", status), fits("model", model), fits("service_tier", tier) { items.append(task) }
        }
        let shown = items.dropFirst((page - 1) * size).prefix(size)
        return .json(200, ["total": .int(items.count), "items": .array(Array(shown))])
    }

    /// Cancels a queued task, and deletes the record of one that has ended.
    func delete(_ id: String) async throws -> Answer {
        guard let record = records[id] else { throw Self.notFound(id) }
        switch await queue.status(of: id) {
        case .inQueue:
            await queue.cancel(id)
            records.change(id) { $0.isCanceled = true }
        case .generating:
            throw ARKError(
                status: 409,
                code: "TaskRunningCannotCancel",
                message: "The task \(record.id) is running and cannot be cancelled."
            )
        default: records.change(id) { $0.isDeleted = true }
        }
        return .json(200, [:], note: id)
    }

    private static func notFound(_ id: String) -> ARKError {
        ARKError(status: 404, code: "ResourceNotFound", message: "The task \(id) is not found.", parameter: "id")
    }

    private static func values(of name: String, in query: String) -> [String] {
        query.split(separator: "&").compactMap { item in
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            return parts.count == 2 && parts[0] == name ? PercentDecoding.decoded(parts[1], plusIsSpace: true) : nil
        }
    }

    /// A task as the API describes it; `nil` once it is too old.
    private func task(_ record: ARKTaskRecords.Record, _ incoming: Incoming) async -> JSONValue? {
        guard let request = await queue.request(of: record.id) else { return nil }
        let status = await queue.status(of: record.id)
        if status == .notFound || status == .expired { return nil }
        var members: [String: JSONValue] = [
            "id": .string(record.id), "model": .string(request.model.id),
            "status": .string(record.isCanceled ? "cancelled" : status.arkWord), "error": .null,
            "created_at": .int(Int(record.created.secondsSinceEpoch)),
            "updated_at": .int(Int(time.now.secondsSinceEpoch)), "seed": .int(max(0, request.seed)),
            "resolution": .string(request.resolution), "framespersecond": 24,
            "generate_audio": .bool(request.hasSound), "service_tier": .string(request.serviceTier),
            "execution_expires_after": 172_800,
        ]
        members["safety_identifier"] = request.safetyIdentifier.map { .string($0) }
        if request.frames == nil {
            members["duration"] = .int(request.duration ?? 5)
        } else {
            members["frames"] = .int(request.frameCount)
        }
        switch status {
        case .failed(let failure):
            let isInput = if case .input = failure { true } else { false }
            members["error"] = [
                "code": .string(isInput ? "InvalidParameter" : "InternalServiceError"),
                "message": .string(failure.reason),
            ]
        case .done(let name):
            guard let made = record.made else { break }
            members["ratio"] = .string(made.ratio)
            let link = { (name: String) in
                JSONValue.string(incoming.url(of: "\(ARKFiles.path)\(name)?\(files.query(of: name))"))
            }
            var content: [String: JSONValue] = ["video_url": link(name)]
            content["last_frame_url"] = record.lastFrameName.map(link)
            members["content"] = .object(content)
            let tokens = VideoSize.tokens(made.size, frames: request.frameCount)
            members["usage"] = ["completion_tokens": .int(tokens), "total_tokens": .int(tokens)]
        default: break
        }
        return .object(members)
    }
}

extension TaskStatus {
    /// The API's word for it.
    fileprivate var arkWord: String {
        switch self {
        case .inQueue: "queued"
        case .generating: "running"
        case .done: "succeeded"
        case .failed: "failed"
        case .canceled: "cancelled"
        case .expired, .notFound: "expired"
        }
    }
}
