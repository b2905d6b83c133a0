internal import Hummingbird

/// All routes of a server: one file a group, and one line here.
enum ServerRouter {
    /// Assembles the routes.
    ///
    /// - Parameter parts: What they share.
    /// - Returns: The router, with errors and authentication in place.
    static func router(_ parts: ServerParts) -> Router<ServerContext> {
        let router = Router(context: ServerContext.self)
        let edges = parts.edges
        router.add(middleware: RequestObservation(metrics: edges.metrics, log: parts.logger))
        router.add(middleware: ProblemReporting())

        var open = RouteTable()
        let origins = OriginCheck(parts.settings)
        HealthRoutes(parts: parts).add(to: &open)
        PageRoutes(isAtRoot: parts.settings.model == nil).add(to: &open)
        SessionRoutes(parts: parts, origins: origins).add(to: &open)
        open.add(to: router)

        let authentication = Authentication(directory: parts.clients, origins: origins)
        let authenticated = router.group().add(middleware: authentication)
        var table = RouteTable()
        AccountRoutes(parts: parts).add(to: &table)
        CheckRoutes(parts: parts).add(to: &table)
        CostRoutes(parts: parts).add(to: &table)
        DocumentRoutes(parts: parts).add(to: &table)
        FileRoutes(shelf: edges.shelf) { parts.address.base(for: $0) }.add(to: &table)
        MetricsRoutes(
            metrics: edges.metrics,
            webhooks: edges.database,
            queue: parts.queue,
            limits: parts.settings.limits,
            store: parts.store,
            readers: parts.settings.metricsReaders
        ).add(to: &table)
        OutputFileRoutes(store: parts.store, installation: parts.installation).add(to: &table)
        WebhookSecretRoutes(serverKey: edges.webhookKey).add(to: &table)
        ExampleFileRoutes(parts: parts).add(to: &table)
        ModelRoutes(parts: parts).add(to: &table)
        RunRoutes(parts: parts).add(to: &table)
        SubjectRoutes(parts: parts).add(to: &table)
        PredictionRoutes(parts: parts).add(to: &table)
        CogRoutes(parts: parts, prefix: "/cog/:owner/:name").add(to: &table)
        if parts.settings.model != nil { CogRoutes(parts: parts, prefix: "").add(to: &table) }
        table.add(to: authenticated)
        return router
    }
}
