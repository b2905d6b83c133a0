import InferenceKit

/// Answers the calls of the API below `/api/v3`.
struct ARKHandler: Sendable {
    /// The longest body that is accepted.
    private static let maximumBodyBytes = 64 << 20
    private static let tasksPath = "/contents/generations/tasks"

    /// The only token that is accepted.
    let token: Secret
    /// The calls about tasks.
    let tasks: ARKTasks
    /// Makes pictures.
    let images: ARKImages
    /// Counts the pictures that are charged.
    let charges: ARKCharges
    /// What the services share.
    let parts: ServiceParts
    /// Counts the requests.
    let counts: RequestCounts

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - incoming: The request.
    ///   - path: Its path below `/api/v3`.
    /// - Returns: What to send back.
    /// - Throws: `CancellationError`, and what the connection throws while the body is read.
    func answer(_ incoming: Incoming, _ path: String) async throws -> Answer {
        let requestID = "0217\(Identifiers.random(digits: 36))"
        guard let (action, id) = Self.action(incoming.method, path) else {
            return refusal(ARKError(code: "100020", status: 405), requestID)
        }
        guard let body = try await incoming.body(upTo: Self.maximumBodyBytes) else { return .page(413) }
        counts.count(action.rawValue)
        let fault = parts.faults.take(at: .action(action.rawValue))
        var answer: Answer
        if let instead = Answer.instead(of: fault) {
            answer = instead
        } else {
            do {
                answer = try await carryOut(action, id, body, fault, incoming).spoiled(by: fault)
            } catch let error as ARKError {
                answer = refusal(error, requestID).retrying(after: fault)
            } catch let input as UnusableInput {
                answer = refusal(.invalid("image", input.reason), requestID)
            } catch let error as EmulatorError {
                answer = refusal(ARKError(status: 500, code: "InternalServiceError", message: error.message), requestID)
            }
        }
        if case .skew(let offset)? = fault?.effect { answer.clockOffset = offset }
        answer.headers["X-Request-Id"] = requestID
        answer.note += " \(action.rawValue)" + (fault.map { " (fault \($0.text))" } ?? "")
        return answer
    }

    private static func action(_ method: String, _ path: String) -> (ARKAction, id: String)? {
        let isTask = path.hasPrefix("\(tasksPath)/")
        let id = isTask ? String(path.dropFirst(tasksPath.count + 1)) : ""
        return switch (method, path) {
        case ("POST", tasksPath): (.createTask, id)
        case ("GET", tasksPath): (.listTasks, id)
        case ("GET", _) where isTask: (.getTask, id)
        case ("DELETE", _) where isTask: (.deleteTask, id)
        case ("POST", "/images/generations"): (.generateImages, id)
        case ("GET", "/models"): (.listModels, id)
        default: nil
        }
    }

    private func refusal(_ error: ARKError, _ requestID: String) -> Answer {
        .json(error.status, error.body(requestID: requestID), note: error.code)
    }

    private func carryOut(
        _ action: ARKAction,
        _ id: String,
        _ body: [UInt8],
        _ fault: Fault?,
        _ incoming: Incoming
    ) async throws -> Answer {
        guard incoming.headers["Authorization"] == "Bearer \(token.exposed)" else {
            counts.countRefusedSignature()
            throw ARKError(
                status: 401,
                code: "AuthenticationError",
                message: "The API key or AK/SK in the request is missing or invalid."
            )
        }
        if case .refusal(let code, let status)? = fault?.effect { throw Self.error(code, status) }
        if case .page(let status, .json)? = fault?.effect {
            throw ARKError(status: status, code: "InternalServiceError", message: "The service failed.")
        }
        switch action {
        case .createTask: return try await tasks.create(Self.json(body), fault)
        case .getTask: return try await tasks.get(id, fault, incoming)
        case .listTasks: return try await tasks.list(incoming)
        case .deleteTask: return try await tasks.delete(id)
        case .generateImages: return try await generate(Self.json(body), fault, incoming)
        case .listModels:
            let models = ARKModel.all.map { JSONValue.object(["id": .string($0.id), "object": "model"]) }
            return .json(200, ["object": "list", "data": .array(models)])
        }
    }

    /// A fault's code; the numbers of another API stand for what this one has instead.
    private static func error(_ code: String, _ status: Int?) -> ARKError {
        guard let status, let number = Int(code), number < 100_000 else { return ARKError(code: code, status: status) }
        let instead = status == 429 ? "ServerOverloaded" : status >= 500 ? "InternalServiceError" : "InvalidParameter"
        return ARKError(code: instead, status: status)
    }

    private static func json(_ body: [UInt8]) throws(ARKError) -> JSONValue {
        guard let value = try? JSONValue(parsing: body) else { throw .invalid("", "The body is not JSON.") }
        return value
    }

    private func generate(_ body: JSONValue, _ fault: Fault?, _ incoming: Incoming) async throws -> Answer {
        let request = try ARKImageRequest(body)
        var failure: String?
        if case .taskFailed(let code)? = fault?.effect { failure = code }
        let (data, count) = try await images.make(request, failure: failure) { name in
            incoming.url(of: "\(ARKFiles.path)\(name)?\(images.files.query(of: name))")
        }
        charges.add(images: count, of: request.model, fields: body)
        let tokens = request.width * request.height / 256 * count
        let usage: JSONValue = [
            "generated_images": .int(count), "output_tokens": .int(tokens), "total_tokens": .int(tokens),
        ]
        let created = JSONValue.int(Int(parts.time.now.secondsSinceEpoch))
        let model = JSONValue.string(request.model.id)
        guard request.isStreamed else {
            return .json(200, ["model": model, "created": created, "data": .array(data), "usage": usage])
        }
        let events = data.enumerated().map { index, entry -> JSONValue in
            guard case .object(var members) = entry else { return entry }
            let word = members["error"] == nil ? "partial_succeeded" : "partial_failed"
            members["type"] = .string("image_generation.\(word)")
            members["image_index"] = .int(index)
            return .object(members)
        }
        let end: JSONValue = ["type": "image_generation.completed", "model": model, "created": created, "usage": usage]
        let lines = (events + [end]).map { event in
            "event: \(event["type"]?.string ?? "")\ndata: \(event.text)\n\n"
        }
        return Answer(
            status: 200,
            headers: ["Content-Type": "text/event-stream"],
            body: .bytes(Array((lines.joined() + "data: [DONE]\n\n").utf8))
        )
    }
}
