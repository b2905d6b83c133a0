import InferenceKit
import RequestSigning

/// Answers the actions of the service, `POST /?Action=…&Version=…`.
struct VisionHandler: Sendable {
    /// The longest body that is accepted.
    private static let maximumBodyBytes = 1 << 20

    /// Checks signatures.
    let gatekeeper: Gatekeeper

    /// The tasks.
    let queue: TaskQueue<GenerationRequest>

    /// The finished videos.
    let videos: Shelf

    /// Finds subjects.
    let detection: SubjectDetection

    /// What goes wrong.
    let faults: ActiveFaults

    /// Counts the requests.
    let counts: RequestCounts

    /// Where an answer contains the finished video's URL.
    let answerForm: VisionAnswer.Form

    /// The clock.
    let time: any TimeSource

    /// Answers a request.
    ///
    /// - Parameter incoming: A request for `/`.
    /// - Returns: What to send back.
    /// - Throws: `CancellationError`, and what the connection throws while the body is read.
    func answer(_ incoming: Incoming) async throws -> Answer {
        let started = time.uptime
        guard let name = incoming.parameter("Action") else { return refusal(.missingParameter("Action"), incoming) }
        guard let version = incoming.parameter("Version") else {
            return refusal(.missingParameter("Version"), incoming)
        }
        guard let action = VisionAction(rawValue: name), version == VisionAction.version, incoming.method == "POST"
        else { return refusal(.invalidActionOrVersion, incoming) }
        guard let body = try await incoming.body(upTo: Self.maximumBodyBytes) else { return .page(413) }
        counts.count(action.rawValue)
        let fault = faults.take(at: .action(action.rawValue))
        var answer = try await answer(action, incoming, body: body, fault: fault, started: started)
        if case .skew(let offset)? = fault?.effect { answer.clockOffset = offset }
        if let fault { answer.note += " (fault \(fault.text))" }
        return answer
    }

    private func answer(
        _ action: VisionAction,
        _ incoming: Incoming,
        body: [UInt8],
        fault: Fault?,
        started: Duration
    ) async throws -> Answer {
        if let answer = Answer.instead(of: fault) { return answer }
        if case .page(let status, .json)? = fault?.effect {
            let error = GatewayError.all.first { $0.status == status } ?? .internalError
            return refusal(error, incoming).retrying(after: fault)
        }
        var now = time.now
        if case .skew(let offset)? = fault?.effect { now = now + offset }
        let received = Gatekeeper.Received(
            method: incoming.method,
            path: incoming.path,
            query: incoming.query,
            headers: incoming.headers,
            body: body
        )
        if let error = gatekeeper.refusal(of: received, at: now) {
            counts.countRefusedSignature()
            return refusal(error, incoming)
        }
        var result: (code: BusinessCode, data: JSONValue, note: String)
        switch fault?.effect {
        case .keyRepeated:
            return refusal(.invalidAccessKey(repeating: gatekeeper.credential.accessKey), incoming)
        case .refusal(let code, let status):
            guard let number = Int(code) else {
                return refusal(.named(code, status: status), incoming).retrying(after: fault)
            }
            let known = BusinessCode.known(number)
            result = (known.with(status: status ?? known.status), .null, "")
        default: result = try await carryOut(action, body, fault: fault, incoming)
        }
        if fault?.effect == .nullData { result.data = .null }
        let envelope = VisionAnswer.envelope(
            result.code,
            data: result.data,
            requestID: VisionAnswer.requestID(at: now),
            elapsed: time.uptime - started
        )
        return Answer.json(result.code.status, envelope, note: "\(result.code.code) \(result.note)")
            .spoiled(by: fault).retrying(after: fault)
    }

    private func refusal(_ error: GatewayError, _ incoming: Incoming) -> Answer {
        let body = error.body(
            action: incoming.parameter("Action") ?? "",
            version: incoming.parameter("Version") ?? "",
            requestID: VisionAnswer.requestID(at: time.now)
        )
        return .json(error.status, body, note: error.code)
    }
}

// MARK: - The actions

extension VisionHandler {
    private func carryOut(
        _ action: VisionAction,
        _ bytes: [UInt8],
        fault: Fault?,
        _ incoming: Incoming
    ) async throws -> (code: BusinessCode, data: JSONValue, note: String) {
        do {
            guard let body = try? JSONValue(parsing: bytes) else {
                throw Refusal(.inputInvalid, "the body is not JSON")
            }
            switch action {
            case .process:
                let names = try await detection.masks(body)
                let urls = names.map { incoming.url(of: "/masks/\($0)") }
                return (.success, VisionAnswer.detection(maskURLs: urls), "\(urls.count) subjects")
            case .submitTask:
                let id = try await queue.submit(GenerationRequest(reading: body), fields: body)
                return (.success, VisionAnswer.submitted(taskID: id), "task \(id)")
            case .getResult:
                return try await result(body, fault: fault, incoming)
            case .cancelTask:
                let id = try await taskID(in: body)
                await queue.cancel(id)
                return (.success, .null, "task \(id)")
            }
        } catch let refusal as Refusal {
            return (refusal.code, .null, refusal.reason)
        } catch let input as UnusableInput {
            return (.inputInvalid, .null, input.reason)
        } catch let error as TooManyTasks {
            return (.concurrencyLimit, .null, "\(error.limit) in progress already")
        } catch let error as EmulatorError {
            return (.internalError, .null, error.message)
        }
    }

    private func result(
        _ body: JSONValue,
        fault: Fault?,
        _ incoming: Incoming
    ) async throws -> (code: BusinessCode, data: JSONValue, note: String) {
        let id = try await taskID(in: body)
        if case .taskStatus(let word)? = fault?.effect {
            return (.success, VisionAnswer.unfinished(status: word), "\(word), task \(id)")
        }
        if fault?.effect == .noLink {
            return (.success, VisionAnswer.finished(videoURL: nil, form: answerForm), "done, task \(id)")
        }
        let status = await queue.status(of: id)
        let note = "\(status.word), task \(id)"
        switch status {
        case .failed(let failure):
            let refusal = Refusal(failure)
            return (refusal.code, .null, "\(refusal.reason), task \(id)")
        case .done(let name):
            let url = incoming.url(of: "/videos/\(name)?\(videos.query(of: name))")
            return (.success, VisionAnswer.finished(videoURL: url, form: answerForm), note)
        default: return (.success, VisionAnswer.unfinished(status: status.word), note)
        }
    }

    /// Reads the fields that name a task, and checks that they belong together.
    private func taskID(in body: JSONValue) async throws -> String {
        var fields = try RequestFields(body)
        let key = try fields.requiredString("req_key")
        guard let model = GenerationRequest.Model(rawValue: key) else {
            throw Refusal(.notSupported, "req_key is not that of a task")
        }
        let id = try fields.requiredString("task_id")
        _ = try fields.string("req_json")
        try fields.finish()
        if let request = await queue.request(of: id), request.model != model {
            throw Refusal(.inputInvalid, "req_key is not that of task \(id)")
        }
        return id
    }
}
