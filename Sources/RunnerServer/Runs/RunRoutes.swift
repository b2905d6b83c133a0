internal import HTTPTypes
internal import Hummingbird
internal import InferenceKit
internal import NIOCore
internal import RunQueue
internal import RunStore
internal import Spending

/// Our own view of predictions, which says more than Replicate's: steps, progress, cost, and what can be done.
struct RunRoutes {
    let parts: ServerParts

    private var answers: PredictionAnswers { PredictionAnswers(parts: parts) }
    private var views: RunViews { RunViews(parts: parts) }

    func add(to table: inout RouteTable) {
        table.get("/v1/runs") { request, context in
            try await PredictionList(parts: parts, path: "/v1/runs") { run, _ in try await views.json(run) }
                .page(request, of: context.client)
        }
        table.get("/v1/runs/:id") { request, context in
            try await sheet(try await answers.run(context.parameter("id"), of: context.client), request)
        }
        table.post("/v1/runs/:id/cancel") { request, context in
            let run = try await answers.run(context.parameter("id"), of: context.client)
            try await parts.queue.cancel(run.id)
            await answers.wait(for: run.id, limit: .seconds(2))
            return try await sheet(run, request)
        }
        table.post("/v1/runs/:id/resume") { request, context in
            let run = try await answers.run(context.parameter("id"), of: context.client)
            try PredictionIntake(parts).check(context.client, run)
            try await parts.queue.resume(run.id)
            return try await sheet(run, request)
        }
        table.post("/v1/runs/:id/resubmit") { request, context in
            let run = try await answers.run(context.parameter("id"), of: context.client)
            try PredictionIntake(parts).check(context.client, run)
            guard run.status == .unknown else {
                throw Problem(
                    .conflict,
                    "the run '\(run.id)' is '\(run.status.rawValue)', so nothing is sent again",
                    code: "not-unknown",
                    help: "only a run whose outcome is unknown can be sent again"
                )
            }
            let consents = try PredictionRoutes.flag("consent", try await request.jsonObject())
            let resubmission = Resubmission(
                within: context.client.allowance(within: parts.settings),
                consents: consents && context.client == .anonymous
            )
            try await parts.queue.resubmit(run.id, resubmission)
            return try await sheet(run, request)
        }
        table.get("/v1/events") { _, context in RunEvents(parts: parts, views: views).response(for: context.client) }
    }

    /// The run as it is recorded now.
    private func sheet(_ run: Run, _ request: Request) async throws -> Response {
        let now = try await parts.store.run(named: run.id.description)
        let json = try await views.sheet(now, base: parts.address.base(for: request))
        return Response(json: json, headers: [.cacheControl: "no-store"])
    }
}
