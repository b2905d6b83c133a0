/// A job-based service: one request submits a job, others query its status, and a link leads to its result.
///
/// It is for services with a JSON API and a bearer token, whose HTTP statuses have their usual meanings; `docs/another-api.md` explains
/// the reasons behind each step, for services that are different.
///
/// ```swift
/// let id = try await service.submit("/jobs", ["prompt": .string(input.prompt)], context)
/// let job = try await service.finished("/jobs/\(id)", context) { $0["status"] == "done" }
/// return Output(video: try await service.download(job["url"]?.string ?? "", as: "video", context))
/// ```
public struct JobService: Sendable {
    private let token: Secret
    private let address: String
    private let waiter: Waiter

    /// Prepares to use a service.
    ///
    /// - Parameters:
    ///   - setup: What the model was given; an endpoint in it replaces the address.
    ///   - token: The secret of the manifest with the bearer token.
    ///   - address: The service's own address, such as `https://api.example.com`, without a final slash.
    /// - Throws: ``PredictionError`` with `missing-secret`.
    public init(_ setup: Setup, token: String, address: String) throws {
        self.token = try setup.secret(token)
        self.address = setup.endpoint ?? address
        waiter = Waiter(firstInterval: setup.pollInterval ?? .seconds(2))
    }

    /// Submits a job, retrying while the service is too busy to accept it: the call that costs money.
    ///
    /// It is a paid step: it is recorded before it begins, and an interrupted run never sends it again.
    ///
    /// - Parameters:
    ///   - path: The path of the request, such as `/jobs`.
    ///   - body: What is sent.
    ///   - id: The member of the response with the job's id.
    ///   - context: The run.
    /// - Returns: The id.
    /// - Throws: ``PredictionError``, with `outcome-unknown` when the service may have accepted the job and its id was lost.
    public func submit(
        _ path: String,
        _ body: JSONValue,
        id: String = "id",
        _ context: PredictionContext
    ) async throws -> String {
        try await context.retrying(RetryPolicy(attempts: 4)) {
            try await context.step("submit", paid: true) {
                context.progress("submitting")
                let answer = try await context.send(request("POST", path, body.encoded))
                guard (200...299).contains(answer.status), let job = Self.json(answer)[id]?.string else {
                    throw Self.refusal(answer, isPaid: true)
                }
                context.started(taskID: job)
                return job
            }
        }
    }

    /// Polls a job until it has ended.
    ///
    /// - Parameters:
    ///   - path: The path of the query, such as `/jobs/ID`.
    ///   - context: The run.
    ///   - isDone: Inspects a response; it throws when the job has failed.
    /// - Returns: The last response.
    /// - Throws: What `isDone` throws, or ``PredictionError``.
    public func finished(
        _ path: String,
        _ context: PredictionContext,
        isDone: @escaping @Sendable (JSONValue) throws -> Bool
    ) async throws -> JSONValue {
        try await context.step("wait", lifetime: .seconds(600)) {
            try await waiter.wait(context) {
                let answer = try await context.send(request("GET", path))
                guard (200...299).contains(answer.status) else { throw Self.refusal(answer, isPaid: false) }
                let job = Self.json(answer)
                let status = job["status"]?.string ?? "working"
                return try isDone(job) ? .done(job) : .pending(ProgressUpdate(status))
            }
        }
    }

    /// Fetches the result of a job.
    ///
    /// The token is sent only to the service's own address, never to another server that a link leads to.
    ///
    /// - Parameters:
    ///   - link: The link, or a path of the service.
    ///   - output: The name of the output in the manifest.
    ///   - context: The run.
    /// - Returns: The file, complete.
    /// - Throws: ``PredictionError``.
    public func download(_ link: String, as output: String, _ context: PredictionContext) async throws -> MediaFile {
        let url = link.hasPrefix("/") ? address + link : link
        let isOwn = url == address || url.hasPrefix("\(address)/")
        context.progress("downloading \(output)")
        return try await context.download(url, as: output, headers: isOwn ? authorization : [:])
    }

    private var authorization: HTTPHeaders { ["Authorization": "Bearer \(token.exposed)"] }

    private func request(_ method: String, _ path: String, _ body: [UInt8] = []) -> HTTPRequest {
        var headers = authorization
        headers["Content-Type"] = "application/json"
        return HTTPRequest(method, address + path, headers: headers, body: .bytes(body), timeout: .seconds(30))
    }

    private static func json(_ answer: HTTPResponse) -> JSONValue { (try? JSONValue(parsing: answer.body)) ?? .null }

    /// What an unexpected response means; only what certainly cost nothing counts as a refusal.
    private static func refusal(_ answer: HTTPResponse, isPaid: Bool) -> PredictionError {
        let said = json(answer)["error"]
        let vendor = PredictionError.VendorDetail(
            code: said?["code"]?.string,
            message: said?["message"]?.string ?? said?.string,
            httpStatus: answer.status
        )
        switch answer.status {
        case 400, 422: return PredictionError(.invalidInput, "the service refused the input", vendor: vendor)
        case 401, 403: return PredictionError(.accessDenied, "the service did not accept the key", vendor: vendor)
        case 429:
            var error = PredictionError(.serviceUnavailable, "the service is busy", vendor: vendor)
            error.retryAfter = answer.headers["Retry-After"].flatMap { Int($0) }.map { .seconds($0) }
            return error
        case 402..<500 where answer.status != 408:
            return PredictionError(.modelFailed, "the service refused the request", vendor: vendor)
        default:
            guard isPaid else { return PredictionError(.serviceUnavailable, "the service failed", vendor: vendor) }
            return PredictionError(
                .outcomeUnknown,
                "the service may have accepted the job, but its response does not contain an id",
                help: "check in your account there whether it was accepted before you predict again",
                vendor: vendor
            )
        }
    }
}
