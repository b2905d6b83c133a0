internal import Hummingbird
internal import InferenceKit

/// Who the client is, as Replicate's API says it.
struct AccountRoutes {
    let parts: ServerParts

    func add(to table: inout RouteTable) {
        table.get("/v1/account") { _, context in
            let name = JSONValue.string(context.client.name)
            return Response(json: ["type": "user", "username": name, "name": name, "github_url": .null])
        }
    }
}
