internal import Addresses
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import ModelExamples
internal import ModelManifest
internal import ModelSupply
internal import NIOCore
internal import RunStore

/// Models, their versions and examples, as Replicate's HTTP API has them.
struct ModelRoutes {
    let parts: ServerParts

    private static let pageSize = 100
    private static let readmeBytes = 1 << 20

    func add(to table: inout RouteTable) {
        table.get("/v1/models") { request, context in try await list(request, context, matching: "") }
        table.on(.query, "/v1/models") { request, context in
            let words = try await request.withBytes(upTo: 4_096) { String(decoding: $0, as: UTF8.self) }
            return try await list(request, context, matching: words)
        }
        table.get("/v1/search") { request, context in
            let words = request.query["query"] ?? ""
            let found = try models(matching: words, for: context.client).prefix(20)
            let list = try await found.asyncMap { model in
                JSONValue.object(["model": try await resource(model, request, context.client), "metadata": [:]])
            }
            return Response(json: ["query": .string(words), "models": .array(list), "collections": [], "pages": []])
        }
        table.get("/v1/models/:owner/:name") { request, context in
            Response(json: try await resource(try model(context), request, context.client))
        }
        table.get("/v1/models/:owner/:name/readme") { _, context in
            let model = try model(context)
            let text =
                model.contents(of: "README.md", mostBytes: Self.readmeBytes)
                ?? Array("# \(model.manifest.name)\n\n\(model.manifest.description)\n".utf8)
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: text))
            )
        }
        table.get("/v1/models/:owner/:name/examples") { request, context in
            let model = try model(context)
            let version = try ModelVersions.version(of: model)
            let base = parts.address.base(for: request)
            let list = model.examples.compactMap(\.example).map { Self.json($0, of: model, version, base) }
            return Response(json: Self.page(list))
        }
        table.get("/v1/models/:owner/:name/versions") { request, context in
            Response(json: Self.page([try resource(of: try model(context), request).version]))
        }
        table.get("/v1/models/:owner/:name/versions/:version") { request, context in
            let model = try model(context)
            let wanted = context.parameter("version")
            guard try ModelVersions.version(of: model) == wanted else {
                throw Problem(
                    .notFound,
                    "the model '\(context.modelName)' has no version '\(wanted.prefix(80))'",
                    code: "no-such-version",
                    help: "GET /v1/models/\(context.modelName)/versions shows the one it has"
                )
            }
            return Response(json: try resource(of: model, request).version)
        }
        table.get("/v1/hardware") { _, _ in Response(json: [["name": "CPU", "sku": "cpu"]]) }
        table.get("/v1/collections") { _, _ in Response(json: Self.page([])) }
    }

    private func model(_ context: ServerContext) throws -> ModelDirectory {
        let model = try parts.catalog.model(context.modelName)
        guard context.client.mayUse(model) else {
            throw Problem(
                .notFound,
                "there is no model '\(context.modelName.prefix(200))'",
                code: "no-such-model",
                help: "GET /v1/models lists the models"
            )
        }
        return model
    }

    private func models(matching words: String, for client: Client) throws -> [ModelDirectory] {
        let words = words.lowercased().split(whereSeparator: \.isWhitespace)
        return try parts.catalog.models().filter { model in
            guard client.mayUse(model) else { return false }
            let manifest = model.manifest
            let text = ([ModelCatalog.name(of: model), manifest.title ?? "", manifest.description] + manifest.tags)
                .joined(separator: " ").lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }

    private func list(_ request: Request, _ context: ServerContext, matching words: String) async throws -> Response {
        let cursor = request.query["cursor"] ?? ""
        let rest = try models(matching: words, for: context.client).filter { ModelCatalog.name(of: $0) > cursor }
        let shown = rest.prefix(Self.pageSize)
        let list = try await shown.asyncMap { try await resource($0, request, context.client) }
        guard rest.count > shown.count, let last = shown.last else { return Response(json: Self.page(list)) }
        let next = PercentEncoding.encoded(ModelCatalog.name(of: last))
        let base = parts.address.base(for: request)
        return Response(json: Self.page(list, next: "\(base)/v1/models?cursor=\(next)"))
    }

    private func resource(of model: ModelDirectory, _ request: Request) -> ModelResource {
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(model.path)/\(Registry.manifestName)")
        let changed = attributes?[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0)
        return ModelResource(model, base: parts.address.base(for: request), created: TimeText.text(changed))
    }

    private func resource(_ model: ModelDirectory, _ request: Request, _ client: Client) async throws -> JSONValue {
        var filter = RunFilter(model: model.manifest.fullName)
        filter.caller = client.name
        return try resource(of: model, request).json(runCount: try await parts.store.count(filter))
    }

    private static func page(_ results: [JSONValue], next: String? = nil) -> JSONValue {
        ["next": next.map(JSONValue.string) ?? .null, "previous": .null, "results": .array(results)]
    }

    /// An example as a prediction that has succeeded.
    private static func json(_ example: Example, of model: ModelDirectory, _ version: String, _ base: String)
        -> JSONValue
    {
        let place = JSONValue.string("\(base)/v1/models/\(ModelCatalog.name(of: model))/examples")
        var input = example.input
        for declaration in model.manifest.inputs where [.image, .audio, .video].contains(declaration.type) {
            guard let file = input[declaration.name]?.string, !file.contains("://"), !file.hasPrefix("data:") else {
                continue
            }
            input[declaration.name] = .string(
                "\(base)/v1/models/\(ModelCatalog.name(of: model))/examples/\(PercentEncoding.encoded(example.name))/files/"
                    + PercentEncoding.encoded(declaration.name)
            )
        }
        let succeeds = if case .output = example.expectation { true } else { false }
        return [
            "description": example.description.map(JSONValue.string) ?? .null, "succeeds": .bool(succeeds),
            "id": .string(example.name), "model": .string(ModelCatalog.name(of: model)), "version": .string(version),
            "input": .object(input), "output": .null, "logs": "", "error": .null, "status": "succeeded",
            "source": "web", "data_removed": true, "metrics": [:], "created_at": "1970-01-01T00:00:00.000Z",
            "urls": ["get": place, "cancel": place, "web": place],
        ]
    }
}

extension Sequence {
    /// Transforms elements one after another.
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
