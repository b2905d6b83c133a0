internal import Hummingbird
internal import InferenceKit
internal import Webhooks

/// What a caller needs to check that a message comes from this server.
struct WebhookSecretRoutes {
    let serverKey: String

    func add(to table: inout RouteTable) {
        let serverKey = serverKey
        table.get("/v1/webhooks/default/secret") { _, context in
            let secret = try WebhookSecret(of: context.client.name, serverKey: serverKey)
            return Response(json: ["key": .string(secret.text)])
        }
    }
}
