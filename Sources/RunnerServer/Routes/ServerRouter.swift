internal import Hummingbird

/// All routes of a server: one file a group, and one line here.
enum ServerRouter {
    /// Assembles the routes.
    ///
    /// - Parameter parts: What they share.
    /// - Returns: The router, with errors and authentication in place.
    static func router(_ parts: ServerParts) -> Router<ServerContext> {
        let router = Router(context: ServerContext.self)
        router.add(middleware: ProblemReporting())

        var open = RouteTable()
        HealthRoutes(parts: parts).add(to: &open)
        open.add(to: router)

        let authenticated = router.group().add(middleware: Authentication(directory: parts.clients))
        var table = RouteTable()
        AccountRoutes(parts: parts).add(to: &table)
        table.add(to: authenticated)
        return router
    }
}
