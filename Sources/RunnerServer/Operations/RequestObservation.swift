internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Measures and logs every request; the outermost middleware, which sees the answer as it is sent.
///
/// The log holds the path without the query, where signatures stand, and no header that could hold a secret.
struct RequestObservation: RouterMiddleware {
    let metrics: ServerMetrics
    let log: Logger?

    func handle(
        _ request: Request,
        context: ServerContext,
        next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        context.trace = TraceContext(request.headers[Self.traceparent])
        let note = RequestNote()
        context.note = note
        metrics.activeRequests(by: 1)
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        } catch {
            // Whatever it says is for the log only.
            log?.error("\(error)", metadata: ["path": .string(request.uri.path)])
            response = try Problem(
                .internalServerError,
                "internal server error",
                help: "contact the operator of the server"
            )
            .response(from: request, context: context)
        }
        let status = response.status.code
        let (metrics, log, trace) = (metrics, log, context.trace)
        let (route, method) = (context.endpointPath ?? "unknown", context.otherMethod ?? request.method)
        let finish = { @Sendable in
            let duration = ContinuousClock.now - start
            metrics.activeRequests(by: -1)
            metrics.answered(method: Self.method(method), route: route, status: status, after: duration)
            guard let log, !route.hasPrefix("/health/") else { return }
            log.info("request", metadata: Self.facts(request, method, status, duration, client: note.client, trace))
        }
        // Only an answer whose length is not known takes long to be sent; the others would be sent in more pieces.
        guard response.body.contentLength == nil else {
            finish()
            return response
        }
        let body = response.body
        response.body = ResponseBody { writer in
            defer { finish() }
            try await body.write(writer)
        }
        return response
    }

    private static func facts(
        _ request: Request,
        _ method: HTTPRequest.Method,
        _ status: Int,
        _ duration: Duration,
        client: String?,
        _ trace: TraceContext?
    ) -> Logger.Metadata {
        var facts: Logger.Metadata = [
            "method": .string(method.rawValue), "path": .string(String(request.uri.path.prefix(500))),
            "status": .stringConvertible(status),
            "duration_ms": .stringConvertible((duration / .milliseconds(1) * 100).rounded() / 100),
        ]
        if let client { facts["client"] = .string(client) }
        if let trace { facts["trace_id"] = .string(trace.traceID) }
        if let agent = request.headers[.userAgent] { facts["user_agent"] = .string(String(agent.prefix(200))) }
        return facts
    }

    /// The name of the field.
    static let traceparent = HTTPField.Name("traceparent") ?? .via

    /// A method that HTTP does not define is counted under one name, so that clients cannot make up others.
    private static func method(_ method: HTTPRequest.Method) -> String {
        let known: Set<String> = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]
        return known.contains(method.rawValue) ? method.rawValue : "_OTHER"
    }
}
