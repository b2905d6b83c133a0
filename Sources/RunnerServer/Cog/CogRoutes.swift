internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import ModelManifest
internal import ModelSupply
internal import RunQueue
internal import RunStore

/// One model behind Cog's HTTP API, with what Cog lacks: a queue, GET, and ids that always mean the same run.
struct CogRoutes: Sendable {
    let parts: ServerParts
    /// What comes before the paths of the API: empty, or `/cog/:owner/:name`.
    let prefix: String

    private var answers: PredictionAnswers { PredictionAnswers(parts: parts) }

    func add(to table: inout RouteTable) {
        table.get(prefix.isEmpty ? "/" : prefix) { _, _ in Response(json: Self.index) }
        table.get("\(prefix)/health-check") { _, context in Response(json: try await health(try model(context))) }
        table.get("\(prefix)/openapi.json") { _, context in
            Response(json: ModelSchema(try model(context).manifest).document)
        }
        table.post("\(prefix)/predictions") { request, context in try await create(nil, request, context) }
        table.on(.put, "\(prefix)/predictions/:id") { request, context in
            try await create(context.parameter("id"), request, context)
        }
        table.get("\(prefix)/predictions") { request, context in
            _ = try model(context)
            return try await PredictionList(parts: parts).page(request, of: context.client)
        }
        table.get("\(prefix)/predictions/:id") { request, context in
            let id = context.parameter("id")
            guard let run = try await run(id, of: context.client) else { throw Self.missing(id) }
            let base = parts.address.base(for: request)
            if Self.wantsStream(request) {
                return await RunStream(parts: parts, words: CogWords(id: id, base: base))
                    .response(run, after: request.headers[.lastEventID])
            }
            return Response(json: CogPrediction(run, id: id, base: base).snapshot)
        }
        table.post("\(prefix)/predictions/:id/cancel") { _, context in
            guard let run = try await run(context.parameter("id"), of: context.client), !run.status.isTerminal else {
                return Response(json: [:], status: .notFound)
            }
            try await parts.queue.cancel(run.id)
            return Response(json: [:])
        }
    }

    private func model(_ context: ServerContext) throws -> ModelDirectory {
        guard prefix.isEmpty else {
            let model = try parts.catalog.model(context.modelName)
            guard context.client.mayUse(model) else { throw Self.missingModel(context.modelName) }
            return model
        }
        guard let only = try parts.catalog.models().first else { throw Self.missingModel("") }
        guard context.client.mayUse(only) else { throw Self.missingModel(ModelCatalog.name(of: only)) }
        return only
    }

    private static func missingModel(_ name: String) -> Problem {
        Problem(.notFound, "there is no model '\(name.prefix(200))'", code: "no-such-model")
    }

    private static func missing(_ id: String) -> Problem {
        Problem(.notFound, "there is no prediction '\(id.prefix(100))'", code: "no-such-prediction")
    }

    /// Finds a run by the id that the client gave it, or by the one that it got.
    private func run(_ id: String, of client: Client) async throws -> Run? {
        if let run = try await parts.store.run(callerName: "id:\(id)", of: client.name) { return run }
        return try? await answers.run(id, of: client)
    }

    private static func wantsStream(_ request: Request) -> Bool {
        request.headers[values: .accept].contains { $0.lowercased().contains("text/event-stream") }
    }
}

// MARK: - Creating

extension CogRoutes {
    private func create(_ path: String?, _ request: Request, _ context: ServerContext) async throws -> Response {
        let model = try model(context)
        let body: CogRequest
        do {
            body = try await CogRequest(request)
        } catch let refused as CogRequest.Refused {
            return refused.response
        }
        if let path, let id = body.id, id != path {
            return Response(
                json: [
                    "detail": [
                        [
                            "loc": ["body", "id"], "msg": "prediction ID must match the ID supplied in the URL",
                            "type": "value_error",
                        ]
                    ]
                ],
                status: .unprocessableContent
            )
        }
        let given: [String: JSONValue]
        if case .object(let members) = body.input { given = members } else { return Self.rootProblem }
        do {
            let webhook = try WebhookRequest(
                body.members,
                allowsLoopback: parts.settings.allowsLoopbackWebhooks(of: context.client.name)
            )
            return try await answer(model, given, id: path ?? body.id, webhook, request, context)
        } catch {
            return CogProblem(error).response(model.manifest, given: given)
        }
    }

    private static var rootProblem: Response {
        let entry: JSONValue = [
            "loc": ["body", "input", "__root__"], "msg": "the input is not an object", "type": "value_error",
        ]
        return Response(json: ["detail": [entry]], status: .unprocessableContent)
    }

    private func answer(
        _ model: ModelDirectory,
        _ given: [String: JSONValue],
        id: String?,
        _ webhook: WebhookRequest?,
        _ request: Request,
        _ context: ServerContext
    ) async throws -> Response {
        if let id { try Self.check(id) }
        let headers = try CreationHeaders(request.headers)
        var order = PredictionIntake.Order(
            model: model,
            // Cog leaves out inputs that the model does not declare.
            input: given.filter { model.manifest.input($0.key) != nil },
            client: context.client,
            bases: parts.address.bases(for: request)
        )
        order.take(headers)
        if let id { order.name = "id:\(id)" }
        order.webhook = webhook
        order.trace = context.trace
        let accepted = try await PredictionIntake(parts).accept(order)
        let id = id ?? accepted.run.id.description
        let base = parts.address.base(for: request)
        if Self.wantsStream(request) {
            return await RunStream(parts: parts, words: CogWords(id: id, base: base))
                .response(accepted.run, after: request.headers[.lastEventID])
        }
        var fields: HTTPFields = [Problem.shouldRetry: "false"]
        if !accepted.isNew { fields[.idempotentReplayed] = "true" }
        let isDone = accepted.run.status.isTerminal
        if !isDone, Self.isAsynchronous(request) {
            let prediction = CogPrediction(accepted.run, id: id, base: base)
            return Response(
                json: accepted.isNew ? prediction.accepted : prediction.snapshot,
                status: .accepted,
                headers: fields
            )
        }
        if !isDone { await answers.wait(for: accepted.run.id, limit: nil) }
        let run = isDone ? accepted.run : try await parts.store.run(named: accepted.run.id.description)
        let prediction = CogPrediction(run, id: id, base: base)
        guard run.status.isTerminal else {
            return Response(json: prediction.snapshot, status: .accepted, headers: fields)
        }
        return Response(json: prediction.final, headers: fields)
    }

    private static func isAsynchronous(_ request: Request) -> Bool {
        request.headers[.prefer]?.lowercased().split(separator: ",").contains {
            $0.filter { $0 != " " }.hasPrefix("respond-async")
        } ?? false
    }

    private static func check(_ id: String) throws(Problem) {
        guard !id.isEmpty, id.utf8.count <= 255, id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(
                .unprocessableContent,
                "the id of the prediction is empty or too long, or has characters beyond ASCII",
                code: "invalid-id",
                help: "use 1 to 255 printable characters without spaces, such as a UUID"
            )
        }
    }
}

// MARK: - About the model

extension CogRoutes {
    private static let index: JSONValue = [
        "cog_version": "0.23.1", "docs_url": "/docs", "openapi_url": "/openapi.json",
        "healthcheck_url": "/health-check", "predictions_url": "/predictions",
        "predictions_idempotent_url": "/predictions/{prediction_id}",
        "predictions_cancel_url": "/predictions/{prediction_id}/cancel",
    ]

    private func health(_ model: ModelDirectory) async throws -> JSONValue {
        let load = await parts.queue.load
        let isBusy = load.running >= parts.settings.concurrency
        return [
            "status": isBusy ? "BUSY" : "READY",
            "setup": ["status": "succeeded", "logs": ""],
            "version": ["coglet": .null, "python_sdk": .null, "python": .null],
            "model": .string(ModelCatalog.name(of: model)),
            "queue": ["waiting": .int(load.waiting), "running": .int(load.running)],
        ]
    }
}
