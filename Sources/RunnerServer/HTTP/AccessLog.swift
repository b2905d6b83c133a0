internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
package import Logging

/// Logs one line a request: what was asked for and answered, without queries, tokens and bodies.
struct AccessLog: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request,
        context: ServerContext,
        next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        var metadata: Logger.Metadata = [
            "method": .string(request.method.rawValue),
            // A query may hold a signature.
            "path": .string(String(request.uri.path.prefix(300))),
            "status": .stringConvertible(response.status.code),
            "milliseconds": .stringConvertible((milliseconds * 10).rounded() / 10),
        ]
        if let route = context.endpointPath { metadata["route"] = .string(route) }
        if let trace = request.headers[.traceparent], TraceContext.isValid(trace) {
            metadata["traceparent"] = .string(trace)
        }
        logger.info("request", metadata: metadata)
        return response
    }
}

/// The header field that connects the requests of one transaction, W3C Trace Context.
enum TraceContext {
    /// Whether a value has the form that the recommendation gives it, so that it can be passed on.
    static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 32, 16, 2], parts[0] != "ff" else { return false }
        return parts.allSatisfy { $0.allSatisfy { "0123456789abcdef".contains($0) } }
    }
}

extension HTTPField.Name {
    /// The position of a request in a trace.
    static let traceparent = HTTPField.Name("traceparent") ?? .from
}

/// Writes each log entry as one JSON object on a line.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.info
    private let write: @Sendable ([UInt8]) -> Void
    private let now: @Sendable () -> String

    /// Creates a handler.
    ///
    /// - Parameters:
    ///   - now: The time of day, as text.
    ///   - write: Gets each line with its end.
    package init(now: @escaping @Sendable () -> String, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var members: [String: JSONValue] = [:]
        for (name, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            members[name] = Self.json(value)
        }
        members["time"] = .string(now())
        members["level"] = .string(event.level.rawValue)
        members["message"] = .string("\(event.message)")
        write(JSONValue.object(members).encoded + [UInt8(ascii: "\n")])
    }

    private static func json(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let number as Int): .int(number)
        case .stringConvertible(let number as Double): .double(number)
        case .stringConvertible(let other): .string("\(other)")
        case .array(let values): .array(values.map(json))
        case .dictionary(let values): .object(values.mapValues(json))
        }
    }
}
