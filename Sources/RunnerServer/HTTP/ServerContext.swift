package import Hummingbird

/// What a request carries through middleware and routes.
package struct ServerContext: RequestContext {
    /// What Hummingbird keeps.
    package var coreContext: CoreRequestContextStorage
    /// Who sent the request.
    package var client = Client.anonymous

    /// Creates the context of a request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
