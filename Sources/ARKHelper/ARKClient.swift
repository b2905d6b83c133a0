internal import InferenceKit

/// Makes calls of the API, and turns refusals and missing responses into errors.
struct ARKClient: Sendable {
    /// Asks for tasks.
    let waiter: Waiter
    /// For creations that are refused for a while: a minute and a half.
    let patience: RetryPolicy
    /// For a video that does not arrive.
    let downloadPatience: RetryPolicy

    /// For a task whose response was lost, which may appear in the list late.
    let searchPatience: RetryPolicy

    private let origin: String
    private let key: Secret
    private let transport: any Transport
    private let time: any TimeSource

    init(_ setup: Setup) throws {
        origin = try ARKEndpoint.origin(setup.endpoint)
        key = try ARKKey.read(setup)
        transport = setup.transport
        time = setup.time
        let pollInterval = setup.pollInterval ?? .seconds(5)
        waiter = Waiter(firstInterval: pollInterval)
        let first = min(.seconds(1), pollInterval)
        patience = RetryPolicy(attempts: 8, firstDelay: first, longestDelay: first * 30)
        downloadPatience = RetryPolicy(attempts: 4, firstDelay: first, longestDelay: first * 30)
        searchPatience = RetryPolicy(attempts: 4, firstDelay: first, longestDelay: first * 4)
    }

    /// The time of day.
    var now: UTCTime { time.now }

    /// Waits.
    func pause(_ duration: Duration) async throws { try await time.sleep(for: duration) }

    /// Asks a question, which may be repeated.
    ///
    /// - Parameters:
    ///   - path: The path below `/api/v3`, with a query.
    ///   - method: `GET`, or `DELETE`.
    ///   - remaining: The time that the run has left.
    /// - Returns: The service's response.
    /// - Throws: `PredictionError`, with `service-unavailable` when the question may be repeated; `CancellationError`.
    func get(_ path: String, method: String = "GET", within remaining: Duration = .seconds(30)) async throws
        -> ARKAnswer
    {
        var request = request(method, path)
        request.timeout = max(.seconds(1), min(.seconds(30), remaining))
        let response: HTTPResponse
        do {
            response = try await transport.send(request)
        } catch {
            if error.code == .canceled { throw CancellationError() }
            throw PredictionError(error)
        }
        if let answer = ARKAnswer(response) { return answer }
        // A deletion is answered with an empty body or an empty object.
        if method == "DELETE", (200...204).contains(response.status) {
            return ARKAnswer(body: .object([:]), vendor: PredictionError.VendorDetail())
        }
        throw error(response, isCreation: false, sent: now)
    }

    /// Sends a creation, in a paid step: once, whatever becomes of its response.
    ///
    /// - Parameters:
    ///   - path: The path below `/api/v3`.
    ///   - form: The fields.
    ///   - key: The caller's name for the request, which the service logs.
    ///   - timeout: How long the service may take.
    ///   - context: The run.
    /// - Returns: The service's response.
    /// - Throws: `PredictionError`: `outcome-unknown` when the request may have been accepted; any other code when it was not.
    func create(
        _ path: String,
        _ form: JSONForm,
        key: String,
        timeout: Duration = .seconds(60),
        _ context: PredictionContext
    ) async throws -> ARKAnswer {
        var request = request("POST", path, body: form.body)
        request.headers["X-Client-Request-Id"] = key
        request.timeout = timeout
        let sent = now
        let response: HTTPResponse
        do {
            response = try await context.send(request)
        } catch let error as PredictionError where error.code == .outcomeUnknown {
            throw unknownOutcome(error.message, nil, sent: sent)
        }
        if let answer = ARKAnswer(response) { return answer }
        throw error(response, isCreation: true, sent: sent)
    }

    /// What is reported when a creation may have been accepted.
    ///
    /// - Parameters:
    ///   - reason: What happened to the response.
    ///   - vendor: What the service said.
    ///   - sent: When the request was sent.
    /// - Returns: The error.
    func unknownOutcome(
        _ reason: String,
        _ vendor: PredictionError.VendorDetail?,
        sent: UTCTime
    ) -> PredictionError {
        PredictionError(
            .outcomeUnknown,
            "\(reason); the request was sent at \(sent.iso8601)",
            help:
                "nothing was sent again. Check the usage page of the ModelArk console: if it shows nothing at that time, nothing was charged",
            vendor: vendor
        )
    }

    private func request(_ method: String, _ path: String, body: [UInt8] = []) -> HTTPRequest {
        HTTPRequest(
            method,
            "\(origin)/api/v3\(path)",
            headers: [
                "Authorization": "Bearer \(key.exposed)", "Content-Type": "application/json",
                "Accept": "application/json",
            ],
            body: .bytes(body)
        )
    }
}

// MARK: - Errors

extension ARKClient {
    /// The error for a response that is not a success.
    private func error(_ response: HTTPResponse, isCreation: Bool, sent: UTCTime) -> PredictionError {
        let (vendor, parameter) = response.refusal
        let refusal = ARKRefusal(code: vendor.code ?? "", parameter: parameter, httpStatus: response.status)
        switch refusal.remedy {
        case .pauseUnlessPaid where isCreation:
            return unknownOutcome(
                "the request was sent, but the response does not say whether it was accepted (\(refusal.message))",
                vendor,
                sent: sent
            )
        case .pause, .pauseUnlessPaid:
            var error = PredictionError(.serviceUnavailable, refusal.message, help: refusal.help, vendor: vendor)
            error.retryAfter = response.retryAfter(now: now)
            return error
        case .none:
            return PredictionError(refusal.errorCode, refusal.message, help: refusal.help, vendor: vendor)
        }
    }
}
