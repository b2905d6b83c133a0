internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import ModelSupply
internal import RunQueue
internal import RunStore

/// Predictions, as Replicate's HTTP API has them.
struct PredictionRoutes {
    let parts: ServerParts

    private var answers: PredictionAnswers { PredictionAnswers(parts: parts) }

    func add(to table: inout RouteTable) {
        table.post("/v1/predictions") { request, context in
            let body = try await request.jsonObject()
            return try await create(try versioned(body), body, request, context)
        }
        table.post("/v1/models/:owner/:name/predictions") { request, context in
            let body = try await request.jsonObject()
            return try await create(try parts.catalog.model(context.modelName), body, request, context)
        }
        table.get("/v1/predictions") { request, context in
            try await PredictionList(parts: parts).page(request, of: context.client)
        }
        table.get("/v1/predictions/:id") { request, context in
            let run = try await answers.run(context.parameter("id"), of: context.client)
            return Response(json: await answers.json(run, for: request))
        }
        table.get("/v1/predictions/:id/stream") { request, context in
            let run = try await answers.run(context.parameter("id"), of: context.client)
            let words = ReplicateWords(base: parts.address.base(for: request))
            return await RunStream(parts: parts, words: words).response(run, after: request.headers[.lastEventID])
        }
        table.post("/v1/predictions/:id/cancel") { request, context in
            let run = try await answers.run(context.parameter("id"), of: context.client)
            try await parts.queue.cancel(run.id)
            // Most runs end at once; the answer of one that has not says so.
            await answers.wait(for: run.id, limit: .seconds(2))
            let now = try await parts.store.run(named: run.id.description)
            return Response(json: await answers.json(now, for: request))
        }
    }

    /// The model that the member `version` names: `OWNER/NAME`, `OWNER/NAME:VERSION` or a version alone.
    private func versioned(_ body: [String: JSONValue]) throws -> ModelDirectory {
        guard let version = body["version"]?.string, !version.isEmpty else {
            throw Problem(
                .unprocessableContent,
                "the member 'version' is missing",
                code: "invalid-input",
                help: "give a model or a version, such as OWNER/NAME or OWNER/NAME:VERSION"
            )
        }
        let parts = version.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let versions = ModelVersions(catalog: self.parts.catalog)
        if parts.count == 2 { return try versions.model(parts[0], version: parts[1]) }
        return version.contains("/") ? try self.parts.catalog.model(version) : try versions.model(version: version)
    }

    private func create(
        _ model: ModelDirectory,
        _ body: [String: JSONValue],
        _ request: Request,
        _ context: ServerContext
    ) async throws -> Response {
        let headers = try CreationHeaders(request.headers)
        var order = PredictionIntake.Order(
            model: model,
            input: try Self.input(body),
            client: context.client,
            bases: parts.address.bases(for: request)
        )
        order.take(headers)
        order.fits = try Self.flag("fit", body)
        order.consents = try Self.flag("consent", body)
        order.webhook = try WebhookRequest(
            body,
            allowsLoopback: parts.settings.allowsLoopbackWebhooks(of: context.client.name)
        )
        order.trace = context.trace
        let accepted = try await PredictionIntake(parts).accept(order)
        var run = accepted.run
        if let wait = headers.wait, !run.status.isTerminal {
            await answers.wait(for: run.id, limit: wait.limit)
            run = try await parts.store.run(named: run.id.description)
        }
        // After a wait, clients take every other status for the end.
        let json = await answers.json(run, for: request, showsAsStarting: headers.wait != nil)
        var fields: HTTPFields = [
            .location: "/v1/predictions/\(run.id)", .rateLimitReset: "1",
            .rateLimitRemaining: String(await parts.queue.freePlaces), Problem.shouldRetry: "false",
        ]
        if let wait = headers.wait { fields[.preferenceApplied] = wait.applied }
        if !accepted.isNew { fields[.idempotentReplayed] = "true" }
        return Response(json: json, status: .created, headers: fields)
    }

    /// A member that is true or false: `fit` has files adapted to the limits of their inputs, `consent` agrees to the price.
    static func flag(_ name: String, _ body: [String: JSONValue]) throws(Problem) -> Bool {
        switch body[name] ?? .null {
        case .bool(let isTrue): return isTrue
        case .null: return false
        default:
            throw Problem(
                .unprocessableContent,
                "the member '\(name)' is neither true nor false",
                code: "invalid-input",
                help: "send true or false, or omit it"
            )
        }
    }

    /// The member `input`, which must be an object.
    static func input(_ body: [String: JSONValue]) throws(Problem) -> [String: JSONValue] {
        guard case .object(let input)? = body["input"] else {
            throw Problem(
                .unprocessableContent,
                body["input"] == nil ? "the member 'input' is missing" : "the member 'input' is not an object",
                code: "invalid-input",
                help: "send {\"input\": {…}} with the model's inputs by name"
            )
        }
        return input
    }
}
