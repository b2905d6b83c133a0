internal import Hummingbird
internal import InferenceKit
internal import RunStore

/// Whether the server runs, and whether it can take requests.
struct HealthRoutes {
    let parts: ServerParts

    func add(to table: inout RouteTable) {
        table.get("/health/live") { _, _ in Response(json: ["status": "live"]) }
        table.get("/health/ready") { [parts] _, _ in
            // A store that cannot be read can record nothing either.
            _ = try await parts.store.count(RunFilter(limit: 1))
            return Response(json: ["status": "ready"])
        }
    }
}
