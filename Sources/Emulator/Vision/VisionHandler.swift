import InferenceKit
import RequestSigning

/// Answers the actions of the service, `POST /?Action=…&Version=…`.
struct VisionHandler: Sendable {
    /// The longest body that is read.
    private static let maximumBodyBytes = 1 << 20

    /// What the emulator knows.
    let state: EmulatorState

    /// Checks signatures.
    let gatekeeper: Gatekeeper

    /// Finds subjects.
    let detection: SubjectDetection

    /// Where the finished video's URL is written.
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
        let fault = await state.begin(action)
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
            await state.countRefusedSignature()
            return refusal(error, incoming)
        }
        var result: (code: BusinessCode, data: JSONValue, note: String)
        switch fault?.effect {
        case .gateway(let error): return refusal(error, incoming).retrying(after: fault)
        case .business(let code): result = (code, .null, "")
        default: result = try await carryOut(action, body, fault: fault, incoming)
        }
        if fault?.effect == .nullData { result.data = .null }
        let envelope = VisionAnswer.envelope(
            result.code,
            data: result.data,
            requestID: Identifiers.request(at: now),
            elapsed: time.uptime - started
        )
        return Answer.json(result.code.status, envelope, note: "\(result.code.code) \(result.note)")
            .spoiled(by: fault).retrying(after: fault)
    }

    private func refusal(_ error: GatewayError, _ incoming: Incoming) -> Answer {
        let body = error.body(
            action: incoming.parameter("Action") ?? "",
            version: incoming.parameter("Version") ?? "",
            requestID: Identifiers.request(at: time.now)
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
                let id = try await state.submit(GenerationRequest(reading: body), fields: body)
                return (.success, VisionAnswer.submitted(taskID: id), "task \(id)")
            case .getResult:
                return try await result(body, fault: fault, incoming)
            case .cancelTask:
                let id = try await taskID(in: body)
                await state.cancel(id)
                return (.success, .null, "task \(id)")
            }
        } catch let refusal as Refusal {
            return (refusal.code, .null, refusal.reason)
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
        let status = await state.status(of: id)
        let note = "\(status.word), task \(id)"
        switch status {
        case .refused(let refusal): return (refusal.code, .null, "\(refusal.reason), task \(id)")
        case .done(let name):
            let url = incoming.url(of: await state.videoTarget(name))
            return (.success, VisionAnswer.finished(videoURL: url, form: answerForm), note)
        default: return (.success, VisionAnswer.unfinished(status: status.word), note)
        }
    }

    /// Reads the fields that name a task, and checks that they belong together.
    private func taskID(in body: JSONValue) async throws -> String {
        var fields = try RequestFields(body)
        let key = try fields.requiredString("req_key")
        guard let model = GenerationRequest.Model(rawValue: key) else {
            throw Refusal(.notSupported, "req_key is not one that makes videos")
        }
        let id = try fields.requiredString("task_id")
        _ = try fields.string("req_json")
        try fields.finish()
        if let request = await state.request(of: id), request.model != model {
            throw Refusal(.inputInvalid, "req_key is not that of task \(id)")
        }
        return id
    }
}
