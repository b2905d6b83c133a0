internal import APIDescription
internal import Hummingbird
internal import InferenceKit
internal import ModelManifest
internal import ModelSupply
internal import WorkerProtocol

/// The description of the whole API, with the models that the caller may use.
struct DocumentRoutes {
    let parts: ServerParts

    func add(to table: inout RouteTable) {
        let parts = parts
        table.get("/openapi.json") { request, context in
            let models = try parts.catalog.models().filter(context.client.mayUse)
                .map { (name: ModelCatalog.name(of: $0), manifest: $0.manifest) }
            return Response(
                json: APIDocument(models: models, version: runnerVersion).json(base: parts.address.base(for: request))
            )
        }
    }
}
