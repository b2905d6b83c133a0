internal import Hummingbird

/// All routes of a server: one file a group, and one line here.
enum ServerRouter {
    /// Assembles the routes.
    ///
    /// - Parameter parts: What they share.
    /// - Returns: The router, with errors and authentication in place.
    static func router(_ parts: ServerParts) -> Router<ServerContext> {
        let router = Router(context: ServerContext.self)
        if let logger = parts.logger { router.add(middleware: AccessLog(logger: logger)) }
        router.add(middleware: ProblemReporting())

        var open = RouteTable()
        HealthRoutes(parts: parts).add(to: &open)
        open.add(to: router)

        let authenticated = router.group().add(middleware: Authentication(directory: parts.clients))
        var table = RouteTable()
        AccountRoutes(parts: parts).add(to: &table)
        ModelRoutes(parts: parts).add(to: &table)
        PredictionRoutes(parts: parts).add(to: &table)
        CogRoutes(parts: parts, prefix: "/cog/:owner/:name").add(to: &table)
        if parts.settings.model != nil { CogRoutes(parts: parts, prefix: "").add(to: &table) }
        table.add(to: authenticated)
        return router
    }
}
