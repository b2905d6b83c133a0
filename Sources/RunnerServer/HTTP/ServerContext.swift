internal import Addresses
internal import HTTPTypes
package import Hummingbird

/// What a request carries through middleware and routes.
package struct ServerContext: RequestContext {
    /// What Hummingbird keeps.
    package var coreContext: CoreRequestContextStorage
    /// The method of the request when the routes know no such method.
    var otherMethod: HTTPRequest.Method?
    /// Who sent the request.
    package var client = Client.anonymous
    /// The trace that the request belongs to.
    package var trace: TraceContext?
    /// What is found out about the request for the log.
    package var note: RequestNote?

    /// Creates the context of a request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}

extension ServerContext {
    /// A parameter of the path.
    ///
    /// - Parameter name: Its name in the route.
    /// - Returns: Its value, decoded.
    func parameter(_ name: String) -> String {
        let text = parameters.get(name) ?? ""
        return PercentDecoding.strictlyDecoded(text[...]) ?? text
    }

    /// The model that the parameters `owner` and `name` name.
    var modelName: String { "\(parameter("owner"))/\(parameter("name"))" }
}
