internal import HTTPTypes
internal import Hummingbird

/// Routes by path, so that a known path answers every other method with 405 and the methods that it has.
struct RouteTable {
    /// Answers a request.
    typealias Handler = @Sendable (Request, ServerContext) async throws -> Response

    private var handlers: [String: [HTTPRequest.Method: Handler]] = [:]

    /// Adds a route.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path, with parameters as in `/v1/predictions/:id`.
    ///   - handler: Answers its requests.
    mutating func on(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        handlers[path, default: [:]][method] = handler
    }

    /// Adds a route that reads.
    mutating func get(_ path: String, _ handler: @escaping Handler) { on(.get, path, handler) }

    /// Adds a route that creates or acts.
    mutating func post(_ path: String, _ handler: @escaping Handler) { on(.post, path, handler) }

    /// Gives all routes to a router.
    func add(to router: some RouterMethods<ServerContext>) {
        for (path, methods) in handlers.sorted(by: { $0.key < $1.key }) {
            var answered = methods
            // What answers GET also answers HEAD; Hummingbird leaves out the body.
            if let get = methods[.get], methods[.head] == nil {
                answered[.head] = { request, context in try await get(request, context).createHeadResponse() }
            }
            let allowed = answered.keys.map(\.rawValue).sorted().joined(separator: ", ")
            for (method, handler) in answered { router.on(RouterPath(path), method: method, use: handler) }
            for method in Self.methods where answered[method] == nil {
                router.on(RouterPath(path), method: method) { request, context -> Response in
                    let sent = context.otherMethod ?? method
                    throw Problem(
                        .methodNotAllowed,
                        "\(request.uri.path) does not support \(sent.rawValue)",
                        help: "it supports \(allowed)"
                    ).with(.allow, allowed)
                }
            }
        }
    }

    fileprivate static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .query,
    ]
}

/// A router that also answers methods that no route table knows, such as PURGE, by the path.
///
/// It takes them for one that no path has, TRACE, so that they get the same answer.
struct EveryMethodRouter: HTTPResponderBuilder {
    let router: Router<ServerContext>

    func buildResponder() -> CallbackResponder<ServerContext> {
        let responder = router.buildResponder()
        return CallbackResponder { request, context in
            if RouteTable.methods.contains(request.method) {
                return try await responder.respond(to: request, context: context)
            }
            var (head, context) = (request.head, context)
            context.otherMethod = head.method
            head.method = .trace
            return try await responder.respond(to: Request(head: head, body: request.body), context: context)
        }
    }
}
